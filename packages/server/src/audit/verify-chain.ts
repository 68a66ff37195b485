import { setImmediate as nextTurn } from 'node:timers/promises'
import { auditEntriesAfter, lastOfAction, readAuditHead } from '../store/queries/audit-entries.ts'
import type { AuditEntryRow } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { hashOf, presentEntry } from './chain.ts'
import { FORGOTTEN } from './forget-old-entries.ts'

/** Entries looked at in one call, and read at once. */
const MOST = 100_000
const BATCH = 500

/** How far one call goes. */
interface Bounds {
  readonly most?: number
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal
}

/** What came of it. */
export interface Verified {
  readonly checked: number
  readonly last: number
  readonly more: boolean
  readonly broken: { readonly number: number; readonly reason: string } | null
}

/**
 * Computes the chain of hashes again from the entry after `after` on, and says which is the first that is not what was written. Five hundred
 * entries at a time, so that other calls are answered meanwhile. An earlier call has answered `after`; from 0, the beginning is looked at
 * too, and the end once it is reached.
 */
export async function verifyChain(store: Store, after: number, { most = MOST, signal }: Bounds = {}): Promise<Verified> {
  let before = await linkBefore(store, after)
  let checked = 0
  while (checked < most) {
    await nextTurn()
    if (signal?.aborted) break
    const batch = await store.read((queries) => auditEntriesAfter(queries, before.number, Math.min(BATCH, most - checked)))
    for (const row of batch) {
      const reason = problemOf(row, before)
      if (reason !== undefined) return { checked, last: before.number, more: false, broken: { number: before.number + 1, reason } }
      before = row
      checked += 1
    }
    if (batch.length === 0) return { checked, last: before.number, more: false, broken: await problemOfEnd(store, before) }
  }
  return { checked, last: before.number, more: true, broken: null }
}

type Link = Pick<AuditEntryRow, 'number' | 'hash'>

/** What the first entry to be looked at has to follow: where the oldest were forgotten, what the chain says of that itself. */
async function linkBefore(store: Store, after: number): Promise<Link> {
  return await store.read(async (queries) => {
    if (after > 0) {
      const [row] = await auditEntriesAfter(queries, after - 1, 1)
      return row?.number === after ? row : { number: after, hash: '' }
    }
    const forgotten = (await lastOfAction(queries, FORGOTTEN))?.details
    if (forgotten === undefined) return { number: 0, hash: '' }
    const { up_to: number, hash } = forgotten
    return { number: Number(number), hash: typeof hash === 'string' ? hash : '' }
  })
}

function problemOf(row: AuditEntryRow, before: Link): string | undefined {
  const expected = before.number + 1
  if (row.number !== expected) return `Entry ${expected} is missing: ${row.number} comes after ${before.number}.`
  if (row.previous !== before.hash) return `Entry ${row.number} does not follow the one before it: that was changed, or this was put in.`
  if (row.hash !== hashOf(presentEntry(row), row.previous)) return `Entry ${row.number} was changed after it was written.`
  return undefined
}

/** The last entry is noted apart, so that one taken away there is missed; more may have come since. */
async function problemOfEnd(store: Store, last: Link): Promise<Verified['broken']> {
  const head = await store.read(readAuditHead)
  if (head === undefined || head.number < last.number) {
    return last.number === 0 ? null : { number: last.number, reason: `Entry ${last.number} is beyond the last that the server wrote.` }
  }
  if (head.number === last.number) {
    return head.hash === last.hash
      ? null
      : { number: last.number, reason: `Entry ${last.number} is not the one that the server wrote last.` }
  }
  const [next] = await store.read((queries) => auditEntriesAfter(queries, last.number, 1))
  return next === undefined
    ? { number: last.number + 1, reason: `Entry ${last.number + 1} is missing: the server has written up to ${head.number}.` }
    : null
}
