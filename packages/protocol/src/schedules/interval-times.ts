import type { IntervalSchedule } from '../objects/schedule.ts'
import { instantOf, LAST_TIME, MICROS_PER_DAY, MICROS_PER_SECOND, microsOf, wallOf, type Micros } from './wall-clock.ts'

/** From where the intervals of a schedule without an anchor are counted. */
const DEFAULT_ANCHOR = Date.UTC(2020, 0, 1) * 1000

/** As Prefect: an end for intervals so short that thousands fall into an hour that is not counted. */
const MOST_STEPS = 1000

/**
 * The instants of an interval schedule from `after` on. Whole days are steps of the wall clock, so that a daily run keeps its
 * hour when the clocks change; shorter intervals are steps of elapsed time. An hour that the clocks show twice counts once,
 * as in Prefect 2.20 and 3.8.
 */
export function* intervalTimes(schedule: IntervalSchedule, after: Micros): Generator<Micros> {
  const zone = schedule.timezone ?? 'UTC'
  const interval = Math.max(1, Math.round(schedule.interval * MICROS_PER_SECOND))
  const anchor = schedule.anchor_date === undefined ? DEFAULT_ANCHOR : microsOf(schedule.anchor_date)
  const step = interval < MICROS_PER_DAY ? elapsed(interval) : wallClock(interval, zone)
  const start = wallOf(after, zone)
  let instant = anchor + Math.trunc((after - anchor) / interval) * interval
  while (instant <= LAST_TIME && wallOf(instant, zone) < start) instant = step(instant)
  let last = Number.NEGATIVE_INFINITY
  for (let steps = 0; steps <= MOST_STEPS && instant <= LAST_TIME; steps += 1) {
    const wall = wallOf(instant, zone)
    if (wall > last) yield instant
    last = Math.max(last, wall)
    instant = step(instant)
  }
}

const elapsed =
  (interval: Micros) =>
  (instant: Micros): Micros =>
    instant + interval

const wallClock =
  (interval: Micros, zone: string) =>
  (instant: Micros): Micros =>
    instantOf(wallOf(instant, zone) + interval, zone, 'later')
