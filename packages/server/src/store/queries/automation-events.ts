import type { ReceivedEvent, Timestamp } from '@millrace/protocol'
import { bulkInsert } from '../bulk-insert.ts'
import type { AutomationEventFollowerRow, AutomationEventRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Whose followers these are. */
const SCOPE = 'triggers'

/** Has events wait for the triggers that they concern; in the transaction that writes the events. */
export const queueAutomationEvents = bulkInsert<AutomationEventRow>(
  'automation_event',
  ['received', 'event_id', 'leader_id', 'queued_event'],
  'on conflict do nothing',
)

/** The events that have waited longest, in the order in which they were received. */
export const nextAutomationEvents = ({ db }: Queries, limit: number): Promise<AutomationEventRow[]> =>
  db.selectFrom('automation_event').selectAll().orderBy('received').orderBy('event_id').limit(limit).execute()

/** Whether an event still waits. */
export async function isWaiting(
  { db }: Queries,
  { received, event_id: id }: Pick<AutomationEventRow, 'received' | 'event_id'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('automation_event')
    .select('event_id')
    .where('received', '=', received)
    .where('event_id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether any event waits. */
export const hasAutomationEvents = async (queries: Queries): Promise<boolean> => (await oldestAutomationEvent(queries)) !== undefined

/** When the event that has waited longest was received; undefined when none waits. */
export async function oldestAutomationEvent({ db }: Queries): Promise<Timestamp | undefined> {
  const row = await db.selectFrom('automation_event').select('received').orderBy('received').limit(1).executeTakeFirst()
  return row?.received
}

/** Takes events out of the queue, given in its order. */
export async function deleteAutomationEvents({ db, dialect }: Transaction, rows: readonly AutomationEventRow[]): Promise<void> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return
  const ids = rows.map(({ event_id: id }) => id)
  await db
    .deleteFrom('automation_event')
    .where('received', '>=', first.received)
    .where('received', '<=', last.received)
    .where(dialect.among('automation_event.event_id', ids))
    .execute()
}

/** What is known of an event that another follows. */
export interface Leader {
  readonly received: Timestamp
  /** It waits for an event that it follows itself. */
  readonly waits: boolean
}

/** Those of the events `ids` that have come, by id. */
export async function findLeaders({ db, dialect }: Queries, ids: readonly string[]): Promise<Map<string, Leader>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom(
      db
        .selectFrom('event')
        .select(['event.id', 'event.received'])
        .where(dialect.among('event.id', ids))
        .unionAll(db.selectFrom('unindexed_event').select(['id', 'received']).where(dialect.among('unindexed_event.id', ids)))
        .as('leader'),
    )
    .leftJoin('automation_event_follower as waiting', (join) =>
      join.onRef('waiting.follower_event_id', '=', 'leader.id').on('waiting.scope', '=', SCOPE),
    )
    .select(['leader.id', 'leader.received', 'waiting.leader_event_id'])
    .execute()
  return new Map(rows.map(({ id, received, leader_event_id: followed }) => [id, { received, waits: followed !== null }]))
}

/** An event that came before the one that it follows. */
export type Follower = Pick<AutomationEventFollowerRow, 'leader_event_id' | 'follower'>

/** Keeps events that came before those that they follow. */
export async function insertFollowers({ db }: Transaction, followers: readonly Follower[]): Promise<void> {
  if (followers.length === 0) return
  const rows = followers.map(({ leader_event_id, follower }): AutomationEventFollowerRow => {
    const { id, received } = follower
    return { scope: SCOPE, follower_event_id: id, leader_event_id, received, follower }
  })
  await db
    .insertInto('automation_event_follower')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The events that wait for one of `leaderIds`. */
export async function followersOf({ db, dialect }: Queries, leaderIds: readonly string[]): Promise<Follower[]> {
  if (leaderIds.length === 0) return []
  return await db
    .selectFrom('automation_event_follower')
    .select(['leader_event_id', 'follower'])
    .where('scope', '=', SCOPE)
    .where(dialect.among('automation_event_follower.leader_event_id', leaderIds))
    .execute()
}

/** Events that waited since before `expired`, or for one that has come and was not noticed; the oldest first. */
export async function lostFollowers(queries: Queries, { expired, limit }: { expired: Timestamp; limit: number }): Promise<ReceivedEvent[]> {
  const rows = await queries.db
    .selectFrom('automation_event_follower')
    .select(['leader_event_id', 'follower'])
    .where('scope', '=', SCOPE)
    .orderBy('received')
    .limit(limit)
    .execute()
  const leaders = await findLeaders(queries, [...new Set(rows.map(({ leader_event_id: id }) => id))])
  return rows
    .filter(({ leader_event_id: id, follower }) => follower.received < expired || leaders.get(id)?.waits === false)
    .map(({ follower }) => follower)
}

/** Forgets followers that wait no longer. */
export async function deleteFollowers({ db, dialect }: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db
    .deleteFrom('automation_event_follower')
    .where('scope', '=', SCOPE)
    .where(dialect.among('automation_event_follower.follower_event_id', ids))
    .execute()
}
