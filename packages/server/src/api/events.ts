import { eventFilter, type eventRoutes, type Handlers, type ReceivedEvent } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import type { EventIngest } from '../events/ingest.ts'
import type { Headers } from '../http/caller.ts'
import type { RequestContext } from '../http/request-context.ts'
import { countEvents, listEvents } from '../store/queries/events.ts'
import { readEvents } from '../store/queries/unindexed-events.ts'
import { boundedEvents } from './bounded-events.ts'
import { countEventsBy } from './count-events.ts'
import { type EventPageToken, readToken, writeToken } from './event-page-token.ts'

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
    const filter = boundedEvents(body.filter ?? eventFilter.parse({}), context.clock.now())
    const total = await readEvents(context.store, (queries) => countEvents(queries, filter))
    return await pageOf(context, headers, { filter, limit: body.limit, offset: 0, total })
  },

  countBy: (context, { params, body }) =>
    countEventsBy(context, boundedEvents(body.filter, context.clock.now()), {
      by: params.countable,
      unit: body.time_unit,
      interval: body.time_interval,
    }),

  filterNext: (context, { query, headers }) => pageOf(context, headers, readToken(query['page-token'])),
})

async function pageOf({ store }: ServerContext, headers: Headers, { filter, limit, offset, total }: EventPageToken): Promise<EventPage> {
  const events = limit === 0 ? [] : await readEvents(store, (queries) => listEvents(queries, { filter, limit, offset }))
  const next = offset + events.length
  const more = events.length > 0 && next < total
  return { events, total, next_page: more ? linkTo(headers, writeToken({ filter, limit, offset: next, total })) : null }
}

const linkTo = (headers: Headers, token: string): string =>
  `http://${String(headers['host'] ?? 'localhost')}/api/events/filter/next?page-token=${token}`
