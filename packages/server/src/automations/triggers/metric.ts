import { addSeconds, type MetricTrigger, type Timestamp } from '@millrace/protocol'
import type { TriggerState } from '../firing.ts'
import type { Bucket } from './bucket.ts'

/** What is kept of a metric trigger is kept as a count of events is; this is what the count says. */
const STANDING = {
  /** In bounds so far, and out of them since the start of the bucket. */
  leaving: 0,
  /** Told to be out of bounds. */
  out: 1,
  /** Told to be out of bounds, and back since the start of the bucket. */
  returning: 2,
} as const

/** Nothing sweeps it away: only a figure that is back ends it. */
const NEVER_OVER = '9999-12-31T00:00:00.000000Z'

/** What came of a figure: what is kept (undefined for a trigger in bounds), and which state is told. */
export interface Reading {
  readonly bucket: Bucket | undefined
  readonly told?: TriggerState
}

/**
 * Takes a figure, undefined where there was no run to take it from. A trigger changes its state once the figure has been on the other side
 * for `firing_for`, at each reading in between; no run at all is on no side.
 */
export function readMetric(trigger: MetricTrigger, known: Bucket | undefined, value: number | undefined, now: Timestamp): Reading {
  const isOut = known !== undefined && known.count !== STANDING.leaving
  if (value === undefined || isBreach(trigger, value) === isOut) return { bucket: isOut ? settled(known) : undefined }
  const waiting = isOut ? STANDING.returning : STANDING.leaving
  const since = known?.count === waiting ? known.start : now
  if (addSeconds(since, trigger.metric.firing_for) > now) {
    return { bucket: known?.count === waiting ? known : bucketOf(waiting, now) }
  }
  return isOut ? { bucket: undefined, told: 'Resolved' } : { bucket: bucketOf(STANDING.out, now), told: 'Triggered' }
}

const bucketOf = (count: number, start: Timestamp): Bucket => ({ start, end: NEVER_OVER, count, lastEvent: null })

/** A return that was broken off is forgotten. */
const settled = (known: Bucket): Bucket => (known.count === STANDING.out ? known : bucketOf(STANDING.out, known.start))

const isBreach = ({ metric: { operator, threshold } }: MetricTrigger, value: number): boolean => BREACHES[operator](value, threshold)

const BREACHES: Readonly<Record<MetricTrigger['metric']['operator'], (value: number, threshold: number) => boolean>> = {
  '<': (value, threshold) => value < threshold,
  '<=': (value, threshold) => value <= threshold,
  '>': (value, threshold) => value > threshold,
  '>=': (value, threshold) => value >= threshold,
}
