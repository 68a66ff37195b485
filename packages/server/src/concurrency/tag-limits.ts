import type { Timestamp } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { lockLimits } from '../store/queries/concurrency-limits.ts'
import {
  deleteLeases,
  insertLease,
  insertSlots,
  leasesOf,
  leasesOn,
  overrideSlots,
  readLeases,
} from '../store/queries/concurrency-slots.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { freeLeases } from './free-slots.ts'
import type { HandingOn } from './hand-on-slots.ts'

const PREFIX = 'tag:'

/** The name of the limit on task runs that carry `tag`. */
export const limitOfTag = (tag: string): string => `${PREFIX}${tag}`

/** The tag that a limit is on; undefined for a limit on something else. */
export const tagOfLimit = (name: string): string | undefined => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined)

/** What names of limits on tags begin with. */
export const TAG_PREFIX: string = PREFIX

/** The limits there are on any of these tags, locked as `lockLimits` does. */
export const lockTagLimits = (tx: Transaction, tags: readonly string[]): Promise<ConcurrencyLimitRow[]> =>
  lockLimits(tx, [...new Set(tags.map(limitOfTag))])

/** Why a task run on a limit of 0 is not made to wait: nobody could ever let it go on. */
export const deadlockReason = (tag: string): string =>
  `The concurrency limit on tag "${tag}" is 0 and will deadlock if the task tries to run again.`

/** Frees what a task run holds of these limits, as those do who give back by tag; the leases end whole. */
export async function freeTagSlots(
  context: HandingOn,
  tx: Transaction,
  limits: readonly ConcurrencyLimitRow[],
  taskRunId: string,
  now: Timestamp,
): Promise<void> {
  const wanted = new Set(limits.map(({ id }) => id))
  const leases = await readLeases(tx, await leasesOf(tx, taskRunId))
  const ids = leases.filter(({ holds }) => holds.some(({ limit_id }) => wanted.has(limit_id))).map(({ id }) => id)
  if (ids.length > 0) await freeLeases(context, tx, ids, now)
}

/** Frees every slot of a limit and gives one to each of the task runs named, even beyond the limit. */
export async function resetTagLimit(tx: Transaction, limitId: string, taskRunIds: readonly string[], now: Timestamp): Promise<void> {
  const leases = await leasesOn(tx, limitId)
  if (leases.length > 0) {
    await deleteLeases(
      tx,
      leases.map(({ id }) => id),
    )
  }
  await overrideSlots(tx, limitId, 0, newId())
  for (const holder_id of taskRunIds) {
    const id = newId()
    await insertLease(tx, { id, created: now, holder_type: 'task_run', holder_id, duration: null, expires_at: null })
    await insertSlots(tx, { id: newId(), limit_id: limitId, lease_id: id, slots: 1 })
  }
}
