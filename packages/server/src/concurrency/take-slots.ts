import { addSeconds, type LeaseHolder, type Timestamp } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { updateLimit } from '../store/queries/concurrency-limits.ts'
import { insertLease, insertSlots, removeSlots, slotsHeld } from '../store/queries/concurrency-slots.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { type Decay, decayOf } from './decay.ts'
import { deniedNow } from './retry-after.ts'

/** For how long, and for whom, slots are held. */
export interface LeaseTerms {
  readonly holder: LeaseHolder | null
  /** Seconds until it lapses unless renewed; null: until it is given back. */
  readonly duration: number | null
  /** Slots that are to stay free, for those who come first (default 0). */
  readonly leaving?: number
}

/** A lease that holds slots now. */
export interface Lease {
  readonly id: string
}

/**
 * Takes `slots` of each active limit, or of none: undefined when one is full. The limits must come from `lockLimits` of the same
 * transaction. Inactive limits have room for everybody and hold nothing.
 */
export async function takeLease(
  tx: Transaction,
  limits: readonly ConcurrencyLimitRow[],
  slots: number,
  { holder, duration, leaving = 0 }: LeaseTerms,
  now: Timestamp,
): Promise<Lease | undefined> {
  const levels = await roomFor(tx, limits, slots, leaving, now)
  if (levels === undefined) return undefined
  const id = newId()
  await insertLease(tx, {
    id,
    created: now,
    holder_type: holder?.type ?? null,
    holder_id: holder?.id ?? null,
    duration,
    expires_at: duration === null ? null : addSeconds(now, duration),
  })
  await hold(tx, levels, slots, id, now)
  return { id }
}

/** As `takeLease`, for callers that give back by number: nobody is remembered, and nothing comes back unless they do. */
export async function takeUnleased(
  tx: Transaction,
  limits: readonly ConcurrencyLimitRow[],
  slots: number,
  now: Timestamp,
): Promise<boolean> {
  const levels = await roomFor(tx, limits, slots, 0, now)
  if (levels === undefined) return false
  await hold(tx, levels, slots, null, now)
  return true
}

interface Level {
  readonly limit: ConcurrencyLimitRow
  readonly decay: Decay
}

async function roomFor(
  tx: Transaction,
  limits: readonly ConcurrencyLimitRow[],
  slots: number,
  leaving: number,
  now: Timestamp,
): Promise<Level[] | undefined> {
  const levels: Level[] = []
  for (const limit of limits) {
    if (!limit.active) continue
    const decay = decayOf(limit, await slotsHeld(tx, limit.id), now)
    if (decay.level + slots + leaving > limit.limit) return undefined
    levels.push({ limit, decay })
  }
  return levels
}

async function hold(tx: Transaction, levels: readonly Level[], slots: number, leaseId: string | null, now: Timestamp): Promise<void> {
  for (const { limit, decay } of levels) {
    if (decay.freed > 0) await removeSlots(tx, limit.id, decay.freed, true)
    if (limit.slot_decay_per_second > 0 || limit.denied_slots > 0) {
      await updateLimit(tx, limit.id, { decayed_until: decay.until, denied_slots: deniedNow(limit, now), denied_at: now }, now)
    }
    await insertSlots(tx, { id: newId(), limit_id: limit.id, lease_id: leaseId, slots })
  }
}
