import { addSeconds, secondsBetween, type Timestamp, type TimeUnit } from '@millrace/protocol'

/** The Monday from which Prefect counts spans of time, so that the same interval has the same spans whatever the list begins with. */
const PIVOT: Timestamp = '2024-04-01T00:00:00.000000Z'

const SECONDS: Readonly<Record<TimeUnit, number>> = { week: 604_800, day: 86_400, hour: 3600, minute: 60, second: 1 }

/** Most spans of one list, as in Prefect. */
const MOST = 1000

const MICROSECOND = 1e-6

/** Equal spans of time, one after the other. */
export interface TimeSpans {
  /** Where the first one begins. */
  readonly start: Timestamp
  /** How long each lasts. */
  readonly micros: number
  readonly count: number
}

/** Would be more than a thousand spans; `message` says how many. */
export class TooManySpans extends Error {
  override readonly name = 'TooManySpans'
}

/**
 * The spans of `interval` units from that which holds `since` to that which holds `until`, or the end of the present unit where `until` is
 * yet to come. Throws `TooManySpans`.
 */
export function timeSpans(since: Timestamp, until: Timestamp, unit: TimeUnit, interval: number, now: Timestamp): TimeSpans {
  const length = SECONDS[unit] * interval
  const wanted = Math.ceil(secondsBetween(since, until) / length)
  if (wanted > MOST) {
    throw new TooManySpans(
      `The given interval would create ${wanted} buckets, which is too many. Please increase the interval or reduce the time range to produce ${MOST} buckets or fewer.`,
    )
  }
  const start = addSeconds(PIVOT, Math.floor(secondsBetween(PIVOT, since) / length) * length)
  const end = until > now ? endOf(unit, now) : until
  return { start, micros: Math.round(length * 1e6), count: Math.max(0, Math.ceil(secondsBetween(start, end) / length)) }
}

/** The first and the last microsecond of a span. */
export function spanAt({ start, micros }: TimeSpans, index: number): { start: Timestamp; end: Timestamp } {
  const begins = addSeconds(start, (index * micros) / 1e6)
  return { start: begins, end: addSeconds(begins, micros / 1e6 - MICROSECOND) }
}

/** The last microsecond of the unit that `at` is in; weeks end with Sunday. */
const endOf = (unit: TimeUnit, at: Timestamp): Timestamp => {
  const whole = Math.floor(secondsBetween(PIVOT, at) / SECONDS[unit]) * SECONDS[unit]
  return addSeconds(PIVOT, whole + SECONDS[unit] - MICROSECOND)
}
