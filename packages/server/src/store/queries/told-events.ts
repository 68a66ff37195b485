import { type ReceivedEvent, type Timestamp, type Trigger, allTriggers } from '@millrace/protocol'
import { eventWhere } from '../filters/event-where.ts'
import type { EventRow } from '../schema.ts'
import type { Queries } from '../store.ts'

/** The last events about a resource, newest first, walked in the order of its index. */
export async function lastEventsAbout({ db }: Queries, resourceId: string, limit: number): Promise<ReceivedEvent[]> {
  const rows = await db
    .selectFrom('event_resource')
    .innerJoin('event', 'event.id', 'event_resource.event_id')
    .selectAll('event')
    .where('event_resource.resource_id', '=', resourceId)
    .where('event_resource.role', '=', '')
    .orderBy('event_resource.occurred', 'desc')
    .orderBy('event_resource.event_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(presented)
}

interface Reach {
  readonly since: Timestamp
  readonly until: Timestamp
  readonly limit: number
}

/**
 * The last events whose names a trigger, or one inside it, speaks of, oldest first; without their payloads, which no trigger looks at.
 * Not all of them concern it.
 */
export async function eventsFor({ db, dialect }: Queries, trigger: Trigger, { since, until, limit }: Reach): Promise<ReceivedEvent[]> {
  const rows = await db
    .selectFrom('event')
    .select(['id', 'occurred', 'received', 'event', 'resource_id', 'resource', 'related', 'follows'])
    .where(eventWhere(dialect, { occurred: { since, until }, event: namesOf(trigger), order: 'DESC' }))
    .orderBy('event.occurred', 'desc')
    .orderBy('event.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => presented({ ...row, payload: {} })).toReversed()
}

/** Events by their ids. */
export async function eventsByIds({ db, dialect }: Queries, ids: readonly string[]): Promise<Map<string, ReceivedEvent>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('event').selectAll().where(dialect.among('event.id', ids)).execute()
  return new Map(rows.map((row) => [row.id, presented(row)]))
}

function presented(row: EventRow): ReceivedEvent {
  const { resource_id: _, ...event } = row
  return event
}

/** The beginnings of the names that concern a trigger; null for any name. */
function namesOf(trigger: Trigger): { prefix: string[] } | null {
  const leaves = allTriggers(trigger).filter((one) => one.type === 'event')
  const patterns = leaves.flatMap(({ expect, after }) => (expect.length === 0 ? [''] : [...expect, ...after]))
  const prefix = [...new Set(patterns.map((pattern) => pattern.replace(/\*.*$/s, '')))]
  return prefix.includes('') ? null : { prefix }
}
