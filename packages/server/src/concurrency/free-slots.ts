import { secondsBetween, type Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { lockLimits, updateLimit } from '../store/queries/concurrency-limits.ts'
import { deleteLeases, leasesOf, readLeases, removeSlots, slotsHeld } from '../store/queries/concurrency-slots.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { decayOf } from './decay.ts'
import { handOn, type HandingOn } from './hand-on-slots.ts'
import { LEAST_OCCUPANCY } from './retry-after.ts'

/** Over how many times its limit of slots given back an average is taken. */
const SAMPLES = 2

/**
 * Ends leases and hands on what they hold to those who wait; answers how many there were. Those that are gone already are passed over.
 */
export async function freeLeases(context: HandingOn, tx: Transaction, ids: readonly string[], now: Timestamp): Promise<number> {
  const leases = await readLeases(tx, ids)
  if (leases.length === 0) return 0
  await deleteLeases(
    tx,
    leases.map(({ id }) => id),
  )
  for (const { created, holds } of leases) {
    for (const { limit_id, slots } of holds) {
      const limit = await learnOccupancy(tx, limit_id, secondsBetween(created, now) / slots)
      if (limit !== undefined) await handOn(context, tx, limit, slots, now)
    }
  }
  return leases.length
}

/** Ends the leases that are held for a run, a task run or a deployment. */
export async function freeLeasesOf(context: HandingOn, tx: Transaction, holderId: string, now: Timestamp): Promise<number> {
  const ids = await leasesOf(tx, holderId)
  return ids.length === 0 ? 0 : await freeLeases(context, tx, ids, now)
}

/** Moves the average time for which a slot of this limit is held, on which callers' waits are based, towards what was seen. The limit stays locked. */
async function learnOccupancy(
  { db }: Transaction,
  limitId: string,
  secondsPerSlot: number,
): Promise<Pick<ConcurrencyLimitRow, 'id' | 'name'> | undefined> {
  const seen = Math.max(LEAST_OCCUPANCY, secondsPerSlot)
  return await db
    .updateTable('concurrency_limit')
    .set({
      avg_slot_occupancy_seconds: sql`avg_slot_occupancy_seconds + (cast(${seen} as double precision) - avg_slot_occupancy_seconds) / ("limit" * ${sql.lit(SAMPLES)})`,
    })
    .where('id', '=', limitId)
    .where('limit', '>', 0)
    .returning(['id', 'name'])
    .executeTakeFirst()
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
  context: HandingOn,
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
    await handOn(context, tx, limit, freed + slots, now)
    if (occupancySeconds !== null) await learnOccupancy(tx, limit.id, occupancySeconds / slots)
  }
  return limits
}
