import type { EventsSearch, Span } from './search.ts'

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
const SPAN_PARTS: Readonly<Record<Span, SpanParts>> = {
  '1h': { reach: HOUR, unit: 'minute', interval: 1, step: MINUTE },
  '24h': { reach: DAY, unit: 'minute', interval: 30, step: 30 * MINUTE },
  '7d': { reach: 7 * DAY, unit: 'hour', interval: 4, step: 4 * HOUR },
  '30d': { reach: 30 * DAY, unit: 'day', interval: 1, step: DAY },
}

/** When the events that an address asks for occurred; without an end for those up to now. */
export function timesOf({ span = '24h', since, until }: EventsSearch, now: number): { readonly since: string; readonly until?: string } {
  if (since !== undefined && until !== undefined) return { since, until }
  return { since: new Date(now - SPAN_PARTS[span].reach).toISOString() }
}

/** How the time that an address asks for is cut into bars: some thirty to sixty of them. */
export function partsOf({ span = '24h', since, until }: EventsSearch): SpanParts {
  if (since === undefined || until === undefined) return SPAN_PARTS[span]
  const reach = Date.parse(until) - Date.parse(since)
  const minutes = STEPS.find((step) => reach / (step * MINUTE) <= MOST_BARS) ?? MOST_STEP
  return { reach, unit: 'minute', interval: minutes, step: minutes * MINUTE }
}

const MOST_BARS = 60
/** Minutes of a bar. */
const STEPS = [1, 2, 5, 10, 30, 60, 120, 240, 720]
const MOST_STEP = 1440
