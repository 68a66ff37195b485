import { addSeconds, secondsBetween, type Timestamp } from '@millrace/protocol'

/** What the level of a limit follows from. */
interface Decaying {
  readonly slot_decay_per_second: number
  readonly decayed_until: Timestamp
}

/** What has come back of the slots of a limit by themselves. */
export interface Decay {
  /** Whole slots that are free again. */
  readonly freed: number
  /** How many are still in use. */
  readonly level: number
  /** Up to when that is accounted for; the time since counts towards the next slot. */
  readonly until: Timestamp
}

/** How much of `held` slots is still in use at `now`. */
export function decayOf({ slot_decay_per_second: rate, decayed_until: since }: Decaying, held: number, now: Timestamp): Decay {
  if (rate <= 0) return { freed: 0, level: held, until: since }
  const passed = Math.max(0, secondsBetween(since, now))
  const freed = Math.floor(passed * rate + ROUNDING)
  // An idle limit saves nothing up: what was free before does not come back twice.
  if (freed >= held) return { freed: held, level: 0, until: now > since ? now : since }
  return { freed, level: held - freed, until: freed === 0 ? since : addSeconds(since, freed / rate) }
}

/** So that 10 seconds at 0.1 slots a second are one slot, whatever floating point makes of it. */
const ROUNDING = 1e-9
