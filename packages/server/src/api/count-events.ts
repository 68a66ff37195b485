import type { Countable, EventCount, TimeUnit, Timestamp } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { spanAt, type TimeSpans, timeSpans, TooManySpans } from '../events/time-spans.ts'
import { type CountedEvents, countEventsByName, countEventsByResource, countEventsByTime } from '../store/queries/event-counts.ts'
import { readEvents } from '../store/queries/unindexed-events.ts'
import type { BoundedEvents } from './bounded-events.ts'
import { Unprocessable } from './errors.ts'

interface Wanted {
  readonly by: Countable
  readonly unit: TimeUnit
  readonly interval: number
}

/**
 * Counts events by name or resource, the most frequent thousand, or by spans of time, every one of them. Throws `Unprocessable` where there
 * would be more than a thousand spans, which Prefect refuses whatever is counted.
 */
export async function countEventsBy(
  { store, clock }: RequestContext,
  filter: BoundedEvents,
  { by, unit, interval }: Wanted,
): Promise<EventCount[]> {
  const { since, until } = filter.occurred
  const spans = refusing(() => timeSpans(since, until, by === 'day' ? 'day' : unit, by === 'day' ? 1 : interval, clock.now()))
  if (by === 'event') return (await readEvents(store, (queries) => countEventsByName(queries, filter))).map(present)
  if (by === 'resource') return (await readEvents(store, (queries) => countEventsByResource(queries, filter))).map(present)
  const counts = await readEvents(store, (queries) => countEventsByTime(queries, filter, spans))
  return Array.from({ length: spans.count }, (_, index) => presentSpan(spans, index, counts.get(index) ?? 0))
}

function refusing(work: () => TimeSpans): TimeSpans {
  try {
    return work()
  } catch (error) {
    if (error instanceof TooManySpans) throw new Unprocessable(error.message)
    throw error
  }
}

const present = ({ value, label, count, oldest, latest }: CountedEvents): EventCount => ({
  value,
  label,
  count,
  start_time: oldest,
  end_time: latest,
})

function presentSpan(spans: TimeSpans, index: number, count: number): EventCount {
  const { start, end } = spanAt(spans, index)
  return { value: String(index), label: pythonText(start), count, start_time: start, end_time: end }
}

/** As Python writes an instant: a fraction only where there is one, and the offset by its number. */
const pythonText = (instant: Timestamp): string => instant.replace(/(?:\.000000)?Z$/, '+00:00')
