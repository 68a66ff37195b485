import { addSeconds, type Schedule, type Timestamp } from '@millrace/protocol'
import { nextRuns } from '@millrace/protocol/schedules'

/** How far ahead, and how many, runs are made. */
export interface Horizon {
  /** The first run is at or after this. */
  readonly start: Timestamp
  /** No run is after this. */
  readonly end: Timestamp
  /** Seconds from `start` that the runs reach at least. */
  readonly minTime: number
  readonly minRuns: number
  readonly maxRuns: number
}

/** When a schedule's next runs are due: the fewest that satisfy both minima, within both maxima (the same numbers as Prefect). */
export function planRuns(schedule: Schedule, { start, end, minTime, minRuns, maxRuns }: Horizon): Timestamp[] {
  const reach = addSeconds(start, minTime)
  const times = nextRuns(schedule, { after: start, limit: maxRuns, until: end, enough: { runs: minRuns, reach } })
  const enough = times.findIndex((time, index) => index + 1 >= minRuns && time >= reach)
  return enough === -1 ? times : times.slice(0, enough + 1)
}
