import type { Span } from './search.ts'

interface SpanParts {
  /** Milliseconds that it reaches back. */
  readonly reach: number
  /** Of one bar of the chart. */
  readonly unit: 'minute' | 'hour' | 'day'
  readonly interval: number
  /** Milliseconds of one bar. */
  readonly step: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How each span is cut into the bars of its chart. */
export const SPAN_PARTS: Readonly<Record<Span, SpanParts>> = {
  '1h': { reach: HOUR, unit: 'minute', interval: 1, step: MINUTE },
  '24h': { reach: DAY, unit: 'minute', interval: 30, step: 30 * MINUTE },
  '7d': { reach: 7 * DAY, unit: 'hour', interval: 4, step: 4 * HOUR },
  '30d': { reach: 30 * DAY, unit: 'day', interval: 1, step: DAY },
}
