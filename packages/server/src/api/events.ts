import {
  addSeconds,
  type EventFilter,
  eventFilter,
  type eventRoutes,
  type Handlers,
  type ReceivedEvent,
  type Timestamp,
} from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import type { EventIngest } from '../events/ingest.ts'
import type { Headers } from '../http/caller.ts'
import type { RequestContext } from '../http/request-context.ts'
import { countEvents, listEvents } from '../store/queries/events.ts'
import { readEvents } from '../store/queries/unindexed-events.ts'
import { countEventsBy } from './count-events.ts'
import { type EventPageToken, readToken, writeToken } from './event-page-token.ts'

/** How far back a list goes that does not say, in seconds: 180 days, as Prefect's. */
const USUAL_REACH = 180 * 86_400

interface EventPage {
  readonly events: ReceivedEvent[]
  readonly total: number
  readonly next_page: string | null
}

/** Handlers of the event routes. */
export const eventHandlers = (ingest: EventIngest): Handlers<typeof eventRoutes, RequestContext> => ({
  async create(_context, { body }) {
    await ingest.submit(body)
    return undefined
  },

  async filter(context, { body, headers }) {
    const filter = bounded(body.filter ?? eventFilter.parse({}), context.clock.now())
    const total = await readEvents(context.store, (queries) => countEvents(queries, filter))
    return await pageOf(context, headers, { filter, limit: body.limit, offset: 0, total })
  },

  countBy: (context, { params, body }) =>
    countEventsBy(context, bounded(body.filter, context.clock.now()), {
      by: params.countable,
      unit: body.time_unit,
      interval: body.time_interval,
    }),

  filterNext: (context, { query, headers }) => pageOf(context, headers, readToken(query['page-token'])),
})

/** The filter with the times that it leaves open. */
const bounded = (filter: EventFilter, now: Timestamp): EventFilter & { occurred: { since: Timestamp; until: Timestamp } } => ({
  ...filter,
  occurred: { since: filter.occurred?.since ?? addSeconds(now, -USUAL_REACH), until: filter.occurred?.until ?? now },
})

async function pageOf({ store }: ServerContext, headers: Headers, { filter, limit, offset, total }: EventPageToken): Promise<EventPage> {
  const events = limit === 0 ? [] : await readEvents(store, (queries) => listEvents(queries, { filter, limit, offset }))
  const next = offset + events.length
  const more = events.length > 0 && next < total
  return { events, total, next_page: more ? linkTo(headers, writeToken({ filter, limit, offset: next, total })) : null }
}

const linkTo = (headers: Headers, token: string): string =>
  `http://${String(headers['host'] ?? 'localhost')}/api/events/filter/next?page-token=${token}`
