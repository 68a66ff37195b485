import type { EventFilter, ReceivedEvent } from '@millrace/protocol'
import { sql } from 'kysely'
import { bulkInsert } from '../bulk-insert.ts'
import type { Condition } from '../dialect/dialect.ts'
import { eventWhere } from '../filters/event-where.ts'
import type { EventResourceRow, EventRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'
import { AUTOMATION_VERSION } from './automation-version.ts'

export const EVENT_COLUMNS = [
  'id',
  'occurred',
  'received',
  'event',
  'resource_id',
  'resource',
  'related',
  'payload',
  'follows',
] as const satisfies (keyof EventRow)[]

const insertRows = bulkInsert<EventRow, { id: string; version: string | null }>(
  'event',
  EVENT_COLUMNS,
  `on conflict (id) do nothing returning id, ${AUTOMATION_VERSION} as version`,
)

const insertResources = bulkInsert<EventResourceRow>(
  'event_resource',
  ['event_id', 'occurred', 'resource_id', 'role'],
  'on conflict do nothing',
)

/** Events that were written. */
export interface WrittenEvents {
  /** Those that were not there yet. */
  readonly added: ReceivedEvent[]
  /** Of the automations that there were then; null when there never was one. */
  readonly version: string | null
}

/** Writes events from elsewhere, at once where lists find them, and answers those that were not there yet, so that one told twice counts once (R09). */
export async function insertEvents(tx: Transaction, events: readonly ReceivedEvent[]): Promise<WrittenEvents> {
  const rows = await insertRows(tx, events.map(rowOf))
  const inserted = new Set(rows.map(({ id }) => id))
  // `delete` and not `has`: the same event may stand twice in what one client sends.
  const added = events.filter(({ id }) => inserted.delete(id))
  await insertResources(tx, added.flatMap(resourcesOf))
  return { added, version: rows[0]?.version ?? null }
}

/** An event as its row. */
export const rowOf = ({ id, occurred, received, event, resource, related, payload, follows }: ReceivedEvent): EventRow => ({
  id,
  occurred,
  received,
  event,
  resource_id: idOf(resource),
  resource,
  related,
  payload,
  follows,
})

const resourcesOf = ({ id, occurred, resource, related }: ReceivedEvent): EventResourceRow[] => [
  { event_id: id, occurred, resource_id: idOf(resource), role: '' },
  ...related.map((one) => ({ event_id: id, occurred, resource_id: idOf(one), role: one['prefect.resource.role'] ?? '' })),
]

const idOf = (resource: Record<string, string>): string => resource['prefect.resource.id'] ?? ''

/** The last event about a resource: what it is called, and what the resource had to do with then. */
export const lastEventAbout = ({ db }: Queries, resource: string): Promise<Pick<EventRow, 'event' | 'resource' | 'related'> | undefined> =>
  db
    .selectFrom('event_resource')
    .innerJoin('event', 'event.id', 'event_resource.event_id')
    .select(['event.event', 'event.resource', 'event.related'])
    .where('event_resource.resource_id', '=', resource)
    .where('event_resource.role', '=', '')
    .orderBy('event_resource.occurred', 'desc')
    .limit(1)
    .executeTakeFirst()

export interface EventPage {
  readonly filter: EventFilter
  readonly limit: number
  readonly offset: number
}

/** One page of the events that match, in the filter's order of time. */
export async function listEvents({ db, dialect }: Queries, { filter, limit, offset }: EventPage): Promise<ReceivedEvent[]> {
  const direction = filter.order === 'ASC' ? 'asc' : 'desc'
  const wanted = eventWhere(dialect, filter)
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where(filter.resource?.distinct ? firstOfEachResource(wanted, direction) : wanted)
    .orderBy('event.occurred', direction)
    .orderBy('event.id', direction)
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map((row) => {
    const { resource_id: _, ...event } = row
    return event
  })
}

/** Of the events wanted only the first about each resource, in the order of the list. */
const firstOfEachResource = (wanted: Condition, direction: 'asc' | 'desc'): Condition => {
  const way = sql.raw(direction)
  return sql`event.id in (select numbered.id from (
    select event.id, row_number() over (partition by event.resource_id order by event.occurred ${way}, event.id ${way}) as place
    from event where ${wanted}
  ) as numbered where numbered.place = 1)`
}

/** How many events match; with `distinct`, how many resources they are about. */
export async function countEvents({ db, dialect }: Queries, filter: EventFilter): Promise<number> {
  const { count } = await db
    .selectFrom('event')
    .select(({ fn }) => (filter.resource?.distinct ? fn.count<number>('resource_id').distinct() : fn.countAll<number>()).as('count'))
    .where(eventWhere(dialect, filter))
    .executeTakeFirstOrThrow()
  return count
}
