import { secondsBetween, type Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { lockLimits, updateLimit } from '../store/queries/concurrency-limits.ts'
import { deleteLeases, type HeldLease, leasesOf, readLeases, removeSlots, slotsHeld } from '../store/queries/concurrency-slots.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { decayOf } from './decay.ts'
import { LEAST_OCCUPANCY } from './retry-after.ts'

/** Over how many times its limit of slots given back an average is taken. */
const SAMPLES = 2

/** Ends leases and frees what they hold; answers how many there were. Those that are gone already are passed over. */
export async function freeLeases(tx: Transaction, ids: readonly string[], now: Timestamp): Promise<number> {
  const leases = await readLeases(tx, ids)
  if (leases.length === 0) return 0
  await deleteLeases(
    tx,
    leases.map(({ id }) => id),
  )
  for (const lease of leases) await learnFrom(tx, lease, now)
  return leases.length
}

/** Ends the leases that are held for a run, a task run or a deployment. */
export async function freeLeasesOf(tx: Transaction, holderId: string, now: Timestamp): Promise<number> {
  const ids = await leasesOf(tx, holderId)
  return ids.length === 0 ? 0 : await freeLeases(tx, ids, now)
}

async function learnFrom(tx: Transaction, { created, holds }: HeldLease, now: Timestamp): Promise<void> {
  for (const { limit_id, slots } of holds) await learnOccupancy(tx, limit_id, secondsBetween(created, now) / slots)
}

/** Moves the average time for which a slot of this limit is held, on which callers' waits are based, towards what was seen. */
async function learnOccupancy({ db }: Transaction, limitId: string, secondsPerSlot: number): Promise<void> {
  const seen = Math.max(LEAST_OCCUPANCY, secondsPerSlot)
  await db
    .updateTable('concurrency_limit')
    .set({
      avg_slot_occupancy_seconds: sql`avg_slot_occupancy_seconds + (cast(${seen} as double precision) - avg_slot_occupancy_seconds) / ("limit" * ${sql.lit(SAMPLES)})`,
    })
    .where('id', '=', limitId)
    .where('limit', '>', 0)
    .execute()
}

/** What somebody gives back who took it without a lease. */
export interface Returned {
  readonly names: readonly string[]
  readonly slots: number
  /** For how long they were held, all together; null when it is not said. */
  readonly occupancySeconds: number | null
}

/** Takes slots off the limits there are of these names, as far as they are held without a lease; answers those limits. */
export async function giveBack(
  tx: Transaction,
  { names, slots, occupancySeconds }: Returned,
  now: Timestamp,
): Promise<ConcurrencyLimitRow[]> {
  const limits = await lockLimits(tx, [...new Set(names)])
  for (const limit of limits) {
    if (!limit.active) continue
    const { freed, until } = decayOf(limit, await slotsHeld(tx, limit.id), now)
    if (freed > 0) await removeSlots(tx, limit.id, freed, true)
    if (until !== limit.decayed_until) await updateLimit(tx, limit.id, { decayed_until: until }, now)
    await removeSlots(tx, limit.id, slots, false)
    if (occupancySeconds !== null) await learnOccupancy(tx, limit.id, occupancySeconds / slots)
  }
  return limits
}
