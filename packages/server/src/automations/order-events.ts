import type { ReceivedEvent, Timestamp } from '@millrace/protocol'
import type { AutomationEventRow } from '../store/schema.ts'
import type { Follower, Leader } from '../store/queries/automation-events.ts'

/** Events to look at, and what is known of those that they follow. */
export interface Arrivals {
  /** In the order in which they were received. */
  readonly rows: readonly AutomationEventRow[]
  /** Events that came earlier and wait for one of `rows`, or for another of themselves. */
  readonly waiting: readonly Follower[]
  /** The events that `rows` follow and that are not among them, as far as they have come. */
  readonly leaders: ReadonlyMap<string, Leader>
  /** Nothing waits any longer that was received before. */
  readonly expired: Timestamp
}

/**
 * The order of causes: each event after the one that it follows, otherwise as received. `early` are those that must wait for an event that
 * has not come, or not been looked at (Prefect 3.8 waits 15 minutes for it, too).
 */
export function orderEvents({ rows, waiting, leaders, expired }: Arrivals): { ready: ReceivedEvent[]; early: Follower[] } {
  const here = new Set(rows.map(({ event_id: id }) => id))
  const last = rows.at(-1)?.received ?? ''
  const following = new Map<string, ReceivedEvent[]>()
  for (const { leader_event_id: id, follower } of waiting) add(following, id, follower)
  const early: Follower[] = []
  const first: ReceivedEvent[] = []
  for (const { event_id: id, leader_id: leaderId, queued_event: event } of rows) {
    if (leaderId === null || leaderId === id || event.received < expired || hasBeenSeen(leaders.get(leaderId), last)) first.push(event)
    else if (here.has(leaderId)) add(following, leaderId, event)
    else early.push({ leader_event_id: leaderId, follower: event })
  }
  const ready = new Map<string, ReceivedEvent>()
  for (const event of first) follow(event, following, ready)
  const held = new Map<string, ReceivedEvent>()
  for (const { follower } of early) follow(follower, following, held)
  // What is left follows itself by way of others; it is looked at as it came.
  for (const { queued_event: event } of rows) if (!held.has(event.id)) ready.set(event.id, ready.get(event.id) ?? event)
  return { ready: [...ready.values()], early: [...early, ...followersAmong(rows, held, early)] }
}

/** It has come, and is not behind the last row in the queue. */
const hasBeenSeen = (leader: Leader | undefined, last: Timestamp): boolean =>
  leader !== undefined && !leader.waits && leader.received <= last

function follow(event: ReceivedEvent, following: ReadonlyMap<string, ReceivedEvent[]>, into: Map<string, ReceivedEvent>): void {
  const next = [event]
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (into.has(one.id)) continue
    into.set(one.id, one)
    next.push(...(following.get(one.id) ?? []).toSorted(lastFirst))
  }
}

const lastFirst = (a: ReceivedEvent, b: ReceivedEvent): number => (a.occurred < b.occurred ? 1 : -1)

/** Rows that follow one that must wait, and so wait too. */
function followersAmong(rows: Arrivals['rows'], held: ReadonlyMap<string, ReceivedEvent>, early: readonly Follower[]): Follower[] {
  const known = new Set(early.map(({ follower }) => follower.id))
  return rows.flatMap(({ event_id: id, leader_id: leader, queued_event: follower }) =>
    held.has(id) && !known.has(id) && leader !== null ? [{ leader_event_id: leader, follower }] : [],
  )
}

function add(into: Map<string, ReceivedEvent[]>, key: string, event: ReceivedEvent): void {
  const known = into.get(key)
  if (known === undefined) into.set(key, [event])
  else known.push(event)
}
