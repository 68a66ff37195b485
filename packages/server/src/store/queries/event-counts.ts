import type { EventFilter, Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { eventWhere } from '../filters/event-where.ts'
import type { Queries } from '../store.ts'

/** Most names or resources of one answer; those with the most events. */
const MOST = 1000

/** How many events there are of something, and the times of the first and the last. */
export interface CountedEvents {
  readonly value: string
  readonly label: string
  readonly count: number
  readonly oldest: Timestamp
  readonly latest: Timestamp
}

const counted = ({ db, dialect }: Queries, column: 'event' | 'resource_id', filter: EventFilter) =>
  db
    .selectFrom('event')
    .select(`event.${column} as counted_by`)
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('event.occurred').as('oldest'), fn.max('event.occurred').as('latest')])
    .where(eventWhere(dialect, filter))
    .groupBy(`event.${column}`)
    .orderBy('count', 'desc')
    .orderBy(`event.${column}`)
    .limit(MOST)

/** How many of the events that match have which name, most first. */
export async function countEventsByName(queries: Queries, filter: EventFilter): Promise<CountedEvents[]> {
  const rows = await counted(queries, 'event', filter).execute()
  return rows.map(({ counted_by: value, ...row }) => ({ ...row, value, label: value }))
}

/** How many of the events that match are about which resource, most first, each with the name that it had last. */
export async function countEventsByResource(queries: Queries, filter: EventFilter): Promise<CountedEvents[]> {
  const rows = await queries.db
    .with('counted', () => counted(queries, 'resource_id', filter))
    .selectFrom('counted')
    .innerJoin('event', (join) => join.onRef('event.resource_id', '=', 'counted.counted_by').onRef('event.occurred', '=', 'counted.latest'))
    .select(['counted.counted_by', 'counted.count', 'counted.oldest', 'counted.latest', 'event.resource'])
    .execute()
  // Two events may have been the last at the same microsecond.
  const byResource = new Map(rows.map((row) => [row.counted_by, row]))
  return [...byResource.values()]
    .map(({ resource, counted_by: value, ...row }) => ({
      ...row,
      value,
      label: resource['prefect.resource.name'] ?? resource['prefect.name'] ?? value,
    }))
    .toSorted((one, other) => other.count - one.count || (one.label < other.label ? -1 : 1))
}

/** How many of the events that match lie in which interval of `micros` microseconds after `start`; intervals without any are left out. */
export async function countEventsByTime(
  { db, dialect }: Queries,
  filter: EventFilter,
  { start, micros }: { readonly start: Timestamp; readonly micros: number },
): Promise<ReadonlyMap<number, number>> {
  const interval = dialect.intervalOf(sql.ref('event.occurred'), start, micros)
  const rows = await db
    .selectFrom('event')
    .select(({ fn }) => [interval.as('interval'), fn.countAll<number>().as('count')])
    .where(eventWhere(dialect, filter))
    .groupBy(sql`1`)
    .execute()
  return new Map(rows.map((row) => [row.interval, row.count]))
}
