import { secondsBetween, type Timestamp } from '@millrace/protocol'
import { jittered } from '../orchestration/rules/jitter.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'

/** Longest time, in seconds, for which a slot is thought to be held when it is reckoned how fast wishes fade. */
const LONGEST_WAIT = 30

/** How far a wait is spread around its average; Prefect's figure. */
export const SPREAD = 0.3

/** A slot is thought to be held at least this many seconds. */
export const LEAST_OCCUPANCY = 0.1

/** The slots asked for in vain that still count at `now`: they fade at the rate at which slots become free. */
export function deniedNow(limit: ConcurrencyLimitRow, now: Timestamp): number {
  const rate =
    limit.slot_decay_per_second > 0
      ? limit.slot_decay_per_second
      : 1 / Math.max(LEAST_OCCUPANCY, Math.min(limit.avg_slot_occupancy_seconds, LONGEST_WAIT))
  return Math.max(0, limit.denied_slots - Math.floor(rate * Math.max(0, secondsBetween(limit.denied_at, now))))
}

/**
 * Seconds after which asking for `slots` again is worth while, spread so that those who wait do not all come back together. `limits`
 * are the active ones, as they were before this refusal; `longest` is the longest wait without decay; `chance` is from 0 up to 1.
 */
export function retryAfter(limits: readonly ConcurrencyLimitRow[], slots: number, longest: number, chance: number): number {
  const wanted = (limit: ConcurrencyLimitRow): number =>
    limit.slot_decay_per_second > 0 ? slots + limit.denied_slots : (slots + limit.denied_slots) / Math.max(1, limit.limit)
  const blocking = limits.toSorted((one, other) => wanted(other) - wanted(one))[0]
  if (blocking === undefined) return 0
  if (blocking.slot_decay_per_second > 0) return jittered(wanted(blocking) / blocking.slot_decay_per_second, SPREAD, chance)
  const average = Math.min(blocking.avg_slot_occupancy_seconds, longest) * wanted(blocking)
  return jittered(Math.min(average, longest), SPREAD, chance)
}
