import type { CronSchedule, IntervalSchedule, RRuleSchedule, Schedule } from '../objects/schedule.ts'
import type { Timestamp } from '../values/instants.ts'
import { cronTimes } from './cron-times.ts'
import { intervalTimes } from './interval-times.ts'
import { parseRules } from './rrule-text.ts'
import { rruleTimes } from './rrule-times.ts'
import {
  instantOf,
  LAST_TIME,
  MICROS_PER_SECOND,
  microsOf,
  timestampOfMicros,
  wallOf,
  type Disambiguation,
  type Micros,
} from './wall-clock.ts'

/** Which Prefect's answers to give where 2.20 and 3.8 differ: a cron time that the clocks leave out. */
export type Generation = 2 | 3

export interface Window {
  /** The first run is at or after this. */
  readonly after: Timestamp
  /** How many runs at most; never more than 1,000 are made. */
  readonly limit: number
  /** No run is after this. */
  readonly until?: Timestamp | undefined
  /** Whoever needs only so many, up to a time at least, saves the work of the others; some more may come all the same. */
  readonly enough?: { readonly runs: number; readonly reach: Timestamp }
}

/** As Prefect: so many times are looked at in one expansion. */
const MOST_TIMES = 1000

/** How much the clocks may be set back at once: times of the wall clock are looked for from so long before. */
const SLACK = 2 * 3600 * MICROS_PER_SECOND

/**
 * The next times of a schedule, ascending, each once, the same as those of Prefect 3.8 (or 2.20). Work is bounded: a schedule
 * that never matches gives none. Throws for a schedule that `checkSchedule` finds fault with.
 */
export function nextRuns(schedule: Schedule, { after, limit, until, enough }: Window, generation: Generation = 3): Timestamp[] {
  const start = microsOf(after)
  const end = until === undefined ? Number.POSITIVE_INFINITY : microsOf(until)
  const most = Math.min(limit, MOST_TIMES)
  const found = new Set<Micros>()
  const reach = enough === undefined ? Number.POSITIVE_INFINITY : microsOf(enough.reach)
  let last = Number.POSITIVE_INFINITY
  let candidates = 0
  if (most > 0) {
    for (const instant of instants(schedule, start, generation)) {
      if (instant > end) break
      if (instant < start) continue
      // Where clocks are set forward, times come a little out of order; from here on none comes before what is wanted.
      if (instant > last + SLACK) break
      found.add(instant)
      candidates += 1
      if (found.size >= most || candidates > MOST_TIMES) break
      if (last === Number.POSITIVE_INFINITY && instant >= reach && found.size >= (enough?.runs ?? 0)) last = Math.max(...found)
    }
  }
  return [...found]
    .sort((a, b) => a - b)
    .map(timestampOfMicros)
    .filter((time) => time !== undefined)
}

function instants(schedule: Schedule, start: Micros, generation: Generation): Iterable<Micros> {
  if (isInterval(schedule)) return intervalTimes(schedule, start)
  const zone = schedule.timezone ?? 'UTC'
  const from = wallOf(start, zone) - SLACK
  if (isCron(schedule)) return inZone(cronTimes(schedule.cron, schedule.day_or, from), zone, generation === 3 ? 'earlier' : 'later')
  return inZone(rruleTimes(parseRules(schedule.rrule), from), zone, 'earlier')
}

function* inZone(walls: Iterable<Micros>, zone: string, disambiguation: Disambiguation): Generator<Micros> {
  for (const wall of walls) {
    if (wall > LAST_TIME) return
    yield instantOf(wall, zone, disambiguation)
  }
}

export const isInterval = (schedule: Schedule): schedule is IntervalSchedule => 'interval' in schedule
export const isCron = (schedule: Schedule): schedule is CronSchedule => 'cron' in schedule
export const isRRule = (schedule: Schedule): schedule is RRuleSchedule => 'rrule' in schedule
