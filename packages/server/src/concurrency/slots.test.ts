import { describe, expect, it } from 'vitest'
import { createWorkSignal } from '../events/work-signal.ts'
import { testClock, type TestClock } from '../orchestration/testing.ts'
import { findLimit, insertLimit, type NewLimit } from '../store/queries/concurrency-limits.ts'
import { openStore } from '../store/open-store.ts'
import { openTestStore, STORE_KINDS, type StoreKind, type TestStore } from '../store/testing.ts'
import type { Store } from '../store/store.ts'
import { acquire, type Acquired, type Wanted } from './acquire.ts'
import { changeLimit } from './change-limit.ts'
import { freeLeases, giveBack } from './free-slots.ts'

const id = (number: number): string => `00000000-0000-7000-8000-00000000000${number}`

async function setup(kind: StoreKind, limits: readonly NewLimit[]): Promise<{ store: TestStore; clock: TestClock } & AsyncDisposable> {
  const store = await openTestStore(kind)
  const clock = testClock()
  await store.write(async (tx) => {
    for (const limit of limits) await insertLimit(tx, limit, clock.now())
  })
  return { store, clock, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}

const LEASED = { holder: null, duration: 60 }
const wanted = (names: readonly string[], given: Partial<Wanted> = {}): Wanted => ({
  names,
  slots: 1,
  mode: 'concurrency',
  terms: LEASED,
  createMissing: false,
  longestWait: 30,
  ...given,
})

const take = (store: Store, clock: TestClock, what: Wanted): Promise<Acquired> => store.write((tx) => acquire(tx, what, clock.now(), 0.5))

const leaseOf = (acquired: Acquired): string => (acquired.outcome === 'taken' ? (acquired.lease?.id ?? '') : '')

const held = async (store: Store, name: string): Promise<number | undefined> =>
  (await store.read((queries) => findLimit(queries, { name })))?.held

/** Nobody waits in these tests. */
const WAKING = { work: createWorkSignal() }

describe.each(STORE_KINDS)('slots on %s', (kind) => {
  it('are never given to more than the limit, however many ask at once', async () => {
    await using fixture = await setup(kind, [{ id: id(1), name: 'db', limit: 5 }])
    const { store, clock } = fixture
    const answers = await Promise.all(Array.from({ length: 40 }, () => take(store, clock, wanted(['db']))))
    expect(answers.filter(({ outcome }) => outcome === 'taken')).toHaveLength(5)
    expect(await held(store, 'db')).toBe(5)
    const given = answers.map(leaseOf).filter((lease) => lease !== '')
    await Promise.all(given.map((lease) => store.write((tx) => freeLeases(WAKING, tx, [lease], clock.now()))))
    expect(await held(store, 'db')).toBe(0)
  })

  it('are taken of all limits or of none, in whatever order they are named', async () => {
    await using fixture = await setup(kind, [
      { id: id(1), name: 'a', limit: 2 },
      { id: id(2), name: 'b', limit: 1 },
    ])
    const { store, clock } = fixture
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => take(store, clock, wanted(['a', 'b']))),
      ...Array.from({ length: 5 }, () => take(store, clock, wanted(['b', 'a', 'b']))),
    ])
    expect(answers.filter(({ outcome }) => outcome === 'taken')).toHaveLength(1)
    expect([await held(store, 'a'), await held(store, 'b')]).toEqual([1, 1])
  })

  it('and their leases outlive the server', async () => {
    await using fixture = await setup(kind, [{ id: id(1), name: 'db', limit: 1 }])
    const { store, clock } = fixture
    const lease = leaseOf(await take(store, clock, wanted(['db'])))
    await using next = await openStore({ connectionUrl: store.connectionUrl, synchronous: 'OFF', timeout: 10, poolSize: 2, migrate: false })
    expect(await take(next, clock, wanted(['db']))).toMatchObject({ outcome: 'full' })
    expect(await next.write((tx) => freeLeases(WAKING, tx, [lease], clock.now()))).toBe(1)
    expect(await next.write((tx) => freeLeases(WAKING, tx, [lease], clock.now()))).toBe(0)
    expect(await take(next, clock, wanted(['db']))).toMatchObject({ outcome: 'taken' })
  })

  it('without a lease are given back by number, and never take those of a lease along', async () => {
    await using fixture = await setup(kind, [{ id: id(1), name: 'db', limit: 5 }])
    const { store, clock } = fixture
    await take(store, clock, wanted(['db'], { slots: 2 }))
    await take(store, clock, wanted(['db'], { terms: null }))
    await take(store, clock, wanted(['db'], { terms: null, slots: 2 }))
    expect(await held(store, 'db')).toBe(5)
    const back = { names: ['db', 'none'], slots: 1, occupancySeconds: null }
    expect(await store.write((tx) => giveBack(WAKING, tx, back, clock.now()))).toMatchObject([{ name: 'db' }])
    expect(await held(store, 'db')).toBe(4)
    await store.write((tx) => giveBack(WAKING, tx, { ...back, slots: 100 }, clock.now()))
    expect(await held(store, 'db')).toBe(2)
  })

  it('of a rate come back by themselves', async () => {
    await using fixture = await setup(kind, [{ id: id(1), name: 'rate', limit: 2, slot_decay_per_second: 0.1 }])
    const { store, clock } = fixture
    const rate = wanted(['rate'], { mode: 'rate_limit', terms: null })
    expect(await take(store, clock, rate)).toMatchObject({ outcome: 'taken' })
    const lease = leaseOf(await take(store, clock, { ...rate, terms: LEASED }))
    expect(await take(store, clock, rate)).toMatchObject({ outcome: 'full' })
    clock.advance(10)
    expect(await take(store, clock, rate)).toMatchObject({ outcome: 'taken' })
    expect(await take(store, clock, rate)).toMatchObject({ outcome: 'full' })
    // A slot that came back already is not given back again.
    clock.advance(100)
    await take(store, clock, { ...rate, slots: 2 })
    await store.write((tx) => freeLeases(WAKING, tx, [lease], clock.now()))
    expect(await take(store, clock, rate)).toMatchObject({ outcome: 'full' })
  })

  it('are counted anew when somebody says how many are in use', async () => {
    await using fixture = await setup(kind, [{ id: id(1), name: 'db', limit: 5 }])
    const { store, clock } = fixture
    const lease = leaseOf(await take(store, clock, wanted(['db'], { slots: 2 })))
    const say = (slots: number): Promise<unknown> =>
      store.write((tx) => changeLimit(tx, { name: 'db' }, { active_slots: slots }, clock.now()))
    await say(4)
    expect(await held(store, 'db')).toBe(4)
    await say(0)
    expect(await held(store, 'db')).toBe(0)
    await take(store, clock, wanted(['db'], { slots: 5 }))
    await store.write((tx) => freeLeases(WAKING, tx, [lease], clock.now()))
    expect(await held(store, 'db')).toBe(5)
  })

  it('are refused where waiting is of no use, and counted as denied where it is', async () => {
    await using fixture = await setup(kind, [
      { id: id(1), name: 'db', limit: 1 },
      { id: id(2), name: 'off', limit: 1, active: false },
      { id: id(3), name: 'zero', limit: 0 },
    ])
    const { store, clock } = fixture
    expect(await take(store, clock, wanted(['db'], { slots: 2 }))).toEqual({ outcome: 'too-many' })
    expect(await take(store, clock, wanted(['zero']))).toEqual({ outcome: 'too-many' })
    expect(await take(store, clock, wanted(['off', 'db'], { mode: 'rate_limit' }))).toEqual({ outcome: 'no-rate', names: ['db'] })
    expect(await take(store, clock, wanted(['off'], { slots: 9 }))).toMatchObject({ outcome: 'taken' })
    expect(await held(store, 'off')).toBe(0)
    expect(await take(store, clock, wanted(['none']))).toMatchObject({ outcome: 'taken', limits: [] })
    await take(store, clock, wanted(['db']))
    expect(await take(store, clock, wanted(['db']))).toMatchObject({ outcome: 'full' })
    const limit = await store.read((queries) => findLimit(queries, { name: 'db' }))
    expect(limit).toMatchObject({ denied_slots: 1, held: 1 })
  })

  it('tell, when they are given back, how long they were held', async () => {
    await using fixture = await setup(kind, [{ id: id(1), name: 'db', limit: 1 }])
    const { store, clock } = fixture
    const lease = leaseOf(await take(store, clock, wanted(['db'])))
    clock.advance(100)
    await store.write((tx) => freeLeases(WAKING, tx, [lease], clock.now()))
    const limit = await store.read((queries) => findLimit(queries, { name: 'db' }))
    expect(limit?.avg_slot_occupancy_seconds).toBeCloseTo(51, 1)
  })

  it('of a name without a limit are taken of one that is made, inactive, for clients of 2.x', async () => {
    await using fixture = await setup(kind, [])
    const { store, clock } = fixture
    expect(await take(store, clock, wanted(['new', 'new'], { createMissing: true }))).toMatchObject({
      outcome: 'taken',
      limits: [{ name: 'new', limit: 1, active: false }],
    })
  })
})
