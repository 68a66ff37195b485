import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openTestStore, STORE_KINDS, type StoreKind, type TestStore } from '../store/testing.ts'
import { appendEntries, type Draft } from './append-entries.ts'
import { hashOf } from './chain.ts'
import { forgetOldEntries } from './forget-old-entries.ts'
import { entriesIn, sampleDraft } from './testing.ts'
import { verifyChain } from './verify-chain.ts'

const NOW = '2026-01-01T00:00:00.000000Z'

const draft = (name: string): Draft => sampleDraft({ id: name, name, details: { b: [1, null, { z: 'żółw', a: true }], a: 1.5 } })

const append = async (store: TestStore, names: readonly string[], now: Timestamp = NOW): Promise<unknown> =>
  await store.write((tx) => appendEntries(tx, now, names.map(draft)))

/** What somebody with the database in their hands does: nothing heeds the trigger that refuses changes. */
async function tamper(store: TestStore, ...statements: readonly string[]): Promise<void> {
  const unheeded = store.dialect.name === 'postgres' ? 'set local session_replication_role = replica' : 'drop trigger audit_entry_stays'
  await store.write(async ({ db }) => {
    for (const statement of [unheeded, ...statements]) await sql.raw(statement).execute(db)
  })
}

async function openWith(kind: StoreKind, names: readonly string[]): Promise<TestStore> {
  const store = await openTestStore(kind)
  await append(store, names)
  return store
}

describe.each(STORE_KINDS)('the chain of the audit log, on %s', (kind) => {
  it('holds over what is written one by one and at once, and can be computed from what is told', async () => {
    await using store = await openWith(kind, ['a', 'b'])
    await Promise.all(['c', 'd', 'e'].map(async (name) => await append(store, [name])))
    expect(await verifyChain(store, 0)).toEqual({ checked: 5, last: 5, more: false, broken: null })
    const entries = await entriesIn(store)
    expect(entries.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
    expect(entries.reduce((previous, entry) => hashOf(entry, previous), '')).toBe(entries.at(-1)?.hash)
  })

  it('can be looked at in parts', async () => {
    await using store = await openWith(kind, ['a', 'b', 'c'])
    expect(await verifyChain(store, 0, { most: 2 })).toEqual({ checked: 2, last: 2, more: true, broken: null })
    expect(await verifyChain(store, 2, { most: 2 })).toEqual({ checked: 1, last: 3, more: false, broken: null })
    expect(await verifyChain(store, 3)).toEqual({ checked: 0, last: 3, more: false, broken: null })
    expect((await verifyChain(store, 7)).broken).toMatchObject({ number: 7 })
  })

  it('does not let entries be changed', async () => {
    await using store = await openWith(kind, ['a'])
    const change = store.write(({ db }) => db.updateTable('audit_entry').set({ who_name: 'eve' }).execute())
    await expect(change).rejects.toThrow('entries of the audit log are never changed')
  })

  it.each([
    ['changed', ["update audit_entry set who_name = 'eve' where number = 2"], 2, 'was changed'],
    ['changed with its hash', ["update audit_entry set who_name = 'eve', hash = 'x' where number = 2"], 2, 'was changed'],
    ['taken out', ['delete from audit_entry where number = 2'], 2, 'missing'],
    [
      'taken out, and the rest renumbered',
      ['delete from audit_entry where number = 2', 'update audit_entry set number = 2 where number = 3'],
      2,
      'does not follow',
    ],
    ['taken from the beginning', ['delete from audit_entry where number = 1'], 1, 'missing'],
    ['taken from the end', ['delete from audit_entry where number = 4'], 4, 'missing'],
    [
      'swapped with another',
      [
        'update audit_entry set number = 9 where number = 2',
        'update audit_entry set number = 2 where number = 3',
        'update audit_entry set number = 3 where number = 9',
      ],
      2,
      'does not follow',
    ],
    [
      'put in at the end',
      [
        `insert into audit_entry (number, at, who_kind, action, status, details, previous, hash)
          select 5, at, 'user', action, 204, details, hash, 'x' from audit_entry where number = 4`,
      ],
      5,
      'was changed',
    ],
  ])('shows an entry that was %s', async (_what, statements, number, reason) => {
    await using store = await openWith(kind, ['a', 'b', 'c', 'd'])
    await tamper(store, ...statements)
    expect((await verifyChain(store, 0)).broken).toEqual({ number, reason: expect.stringContaining(reason) })
  })

  it('shows an entry put in at the end by somebody who computes its hash', async () => {
    await using store = await openWith(kind, ['a', 'b'])
    const head = await store.read(({ db }) => db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow())
    await append(store, ['c'])
    await store.write(({ db }) => db.updateTable('audit_head').set(head).execute())
    expect((await verifyChain(store, 0)).broken).toEqual({ number: 3, reason: expect.stringContaining('beyond the last') })
  })

  it('holds after the oldest were forgotten, which the log says itself', async () => {
    await using store = await openWith(kind, ['a', 'b', 'c'])
    const later = '2026-06-01T00:00:00.000000Z'
    await append(store, ['d'], later)
    const before = '2026-03-01T00:00:00.000000Z'
    expect(await store.write((tx) => forgetOldEntries(tx, later, before, 2))).toBe(2)
    expect(await store.write((tx) => forgetOldEntries(tx, later, before, 2))).toBe(1)
    expect(await store.write((tx) => forgetOldEntries(tx, later, before, 2))).toBe(0)
    expect((await entriesIn(store)).map(({ number, action }) => [number, action])).toEqual([
      [4, 'variables.delete'],
      [5, 'audit.forget'],
      [6, 'audit.forget'],
    ])
    expect(await verifyChain(store, 0)).toEqual({ checked: 3, last: 6, more: false, broken: null })
    await tamper(store, 'delete from audit_entry where number = 4')
    expect((await verifyChain(store, 0)).broken).toMatchObject({ number: 4 })
  })

  it('never goes back in time, whatever the clock of another server says', async () => {
    await using store = await openWith(kind, ['a'])
    await append(store, ['b'], '2025-01-01T00:00:00.000000Z')
    expect((await entriesIn(store)).map(({ at }) => at)).toEqual([NOW, NOW])
  })
})

it('is one chain whatever number of servers on one Postgres append to it', async () => {
  await using store = await openTestStore('postgres', { poolSize: 8 })
  await Promise.all(Array.from({ length: 40 }, async (_none, index) => await append(store, [`n${index}`, `m${index}`])))
  expect(await verifyChain(store, 0)).toEqual({ checked: 80, last: 80, more: false, broken: null })
})
