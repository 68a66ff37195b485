import { addSeconds, type EventFilter, eventFilter, type ReceivedEvent, type Timestamp } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { sendFrame, type SocketReader } from '../http/socket.ts'
import { listEvents } from '../store/queries/events.ts'
import { readEvents } from '../store/queries/unindexed-events.ts'
import { eventMatches } from './event-matches.ts'
import { answerPings, readSubscription } from './subscription.ts'

/** How far back stored events are sent, in seconds (Prefect's `PREFECT_SERVER_EVENTS_MAXIMUM_WEBSOCKET_BACKFILL`). */
const REACH = 900
const PAGE = 250

/** Sends stored events that fit the filter of the first frame, oldest first, then those that happen; none twice. */
export async function sendEvents(reader: SocketReader, { store, bus, clock }: ServerContext): Promise<void> {
  const subscription = await readSubscription(reader, eventFilter)
  if (subscription === undefined) return
  const { socket } = reader
  const filter = clamped(subscription.filter, clock.now())
  const sent = new Set<string>()
  // Live events are held back until the stored ones are sent; subscribing first loses none in between.
  let held: ReceivedEvent[] | undefined = []
  const deliver = (event: ReceivedEvent): boolean => sendFrame(socket, { type: 'event', event })
  const unsubscribe = bus.subscribe((events) => {
    const wanted = events.filter((event) => eventMatches(filter, event))
    if (held !== undefined) held.push(...wanted)
    else wanted.every(deliver)
  })
  try {
    const now = clock.now()
    const since = subscription.backfill ? (filter.occurred?.since ?? null) : earliestOf(subscription.missedSince, now)
    if (since !== undefined) {
      const stored = { ...filter, occurred: { since, until: earlier(filter.occurred?.until, now) } }
      for (let offset = 0, full = true; full && !reader.isClosed; offset += PAGE) {
        const events = await readEvents(store, (queries) => listEvents(queries, { filter: stored, limit: PAGE, offset }))
        for (const event of events) if (deliver(event)) sent.add(event.id)
        full = events.length === PAGE
      }
    }
    for (const event of held) if (!sent.has(event.id)) deliver(event)
    held = undefined
    await answerPings(reader)
  } finally {
    unsubscribe()
  }
}

/** Not before what is sent at most; undefined where nothing was missed. */
function earliestOf(since: Timestamp | undefined, now: Timestamp): Timestamp | undefined {
  const earliest = addSeconds(now, -REACH)
  return since !== undefined && since < earliest ? earliest : since
}

const clamped = (filter: EventFilter, now: Timestamp): EventFilter => {
  const earliest = addSeconds(now, -REACH)
  const since = filter.occurred?.since ?? earliest
  return { ...filter, order: 'ASC', occurred: { since: since > earliest ? since : earliest, until: filter.occurred?.until ?? null } }
}

const earlier = (until: Timestamp | null | undefined, now: Timestamp): Timestamp => (until && until < now ? until : now)
