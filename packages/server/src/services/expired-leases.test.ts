import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { takeLease } from '../concurrency/take-slots.ts'
import { createWorkSignal, type WorkSignal } from '../events/work-signal.ts'
import { testClock, type TestClock } from '../orchestration/testing.ts'
import { findLimit, insertLimit, lockLimits } from '../store/queries/concurrency-limits.ts'
import { extendLease } from '../store/queries/concurrency-slots.ts'
import { openTestStore, STORE_KINDS, type TestStore } from '../store/testing.ts'
import { createExpiredLeases } from './expired-leases.ts'

const LIMIT_ID = '00000000-0000-7000-8000-000000000001'

async function openWithLeases(kind: (typeof STORE_KINDS)[number], durations: readonly (number | null)[]): Promise<Fixture> {
  const store = await openTestStore(kind)
  const clock = testClock()
  const leases = await store.write(async (tx) => {
    await insertLimit(tx, { id: LIMIT_ID, name: 'db', limit: 10 }, clock.now())
    const limits = await lockLimits(tx, ['db'])
    const ids: string[] = []
    for (const duration of durations) {
      const lease = await takeLease(tx, limits, 1, { holder: null, duration }, clock.now())
      ids.push(lease?.id ?? '')
    }
    return ids
  })
  return { store, clock, work: createWorkSignal(), leases, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}

interface Fixture extends AsyncDisposable {
  readonly store: TestStore
  readonly clock: TestClock
  readonly work: WorkSignal
  readonly leases: readonly string[]
}

const held = async (store: TestStore): Promise<number | undefined> =>
  (await store.read((queries) => findLimit(queries, { name: 'db' })))?.held

/** Turns, as often as the loop would make them, for some time. */
async function turn(service: ReturnType<typeof createExpiredLeases>, fixture: Fixture, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 20) {
    fixture.clock.advance(20)
    await service.runOnce(fixture)
  }
}

describe.each(STORE_KINDS)('leases that lapse, on %s', (kind) => {
  it('are freed with their slots, those without an end never', async () => {
    await using fixture = await openWithLeases(kind, [60, 300, null])
    const service = createExpiredLeases()
    await service.runOnce(fixture)
    await turn(service, fixture, 80)
    expect(await held(fixture.store)).toBe(2)
    await turn(service, fixture, 300)
    expect(await held(fixture.store)).toBe(1)
    await turn(service, fixture, 3600)
    expect(await held(fixture.store)).toBe(1)
  })

  it('have their whole time once more after the server was away', async () => {
    await using fixture = await openWithLeases(kind, [60, 300])
    fixture.clock.advance(3600)
    const service = createExpiredLeases()
    expect(await service.runOnce(fixture)).toBe(0)
    expect(await held(fixture.store)).toBe(2)
    const [, renewed = ''] = fixture.leases
    const until = addSeconds(fixture.clock.now(), 300)
    expect(await fixture.store.write((tx) => extendLease(tx, renewed, until, 300))).toBe(true)
    await turn(service, fixture, 80)
    expect(await held(fixture.store)).toBe(1)
    // The server sleeps, and so could not be asked for a renewal.
    fixture.clock.advance(1000)
    expect(await service.runOnce(fixture)).toBe(0)
    expect(await held(fixture.store)).toBe(1)
  })

  it('are freed by one of several servers', async () => {
    await using fixture = await openWithLeases(
      kind,
      Array.from({ length: 8 }, () => 60),
    )
    const servers = [createExpiredLeases(), createExpiredLeases(), createExpiredLeases()]
    let freed = 0
    for (let passed = 0; passed <= 80; passed += 20) {
      const counts = await Promise.all(servers.map((server) => server.runOnce(fixture)))
      freed += counts.reduce((sum, count) => sum + count, 0)
      fixture.clock.advance(20)
    }
    expect(freed).toBe(8)
    expect(await held(fixture.store)).toBe(0)
  })
})
