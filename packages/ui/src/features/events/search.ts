export const SPANS = ['1h', '24h', '7d', '30d'] as const

export type Span = (typeof SPANS)[number]

/** What the address says of the feed; defaults are left out. */
export interface EventsSearch {
  /** How far back; a day where none is given. */
  readonly span?: Span
  /** A part of the time, as moments in UTC, in place of the span. */
  readonly since?: string
  readonly until?: string
  /** The name of the events. */
  readonly event?: string
  /** The id of a resource that they are about or related to. */
  readonly resource?: string
  readonly text?: string
}

/** Reads the address; what makes no sense counts as not said. */
export function eventsSearch({ span, since, until, event, resource, text }: Record<string, unknown>): EventsSearch {
  const known = SPANS.find((each) => each === span)
  const said = { event, resource, text }
  const between = isMoment(since) && isMoment(until) && Date.parse(since) < Date.parse(until) ? { since, until } : {}
  return {
    ...between,
    ...(known === undefined || known === '24h' ? {} : { span: known }),
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => typeof value === 'string' && value !== '')),
  }
}

const isMoment = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value))
