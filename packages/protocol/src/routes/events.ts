import { z } from 'zod'
import { eventFilter } from '../filters/event-filter.ts'
import { event, receivedEvent } from '../objects/event.ts'
import { route } from '../route.ts'
import { nothing } from './replies.ts'

/** What events can be counted by; `day` is `time` by days. */
export const countable = z.enum(['day', 'time', 'event', 'resource'])
export type Countable = z.output<typeof countable>

export const timeUnit = z.enum(['week', 'day', 'hour', 'minute', 'second'])
export type TimeUnit = z.output<typeof timeUnit>

/** How many events there are of one name, about one resource, or in one span of time. */
export const eventCount = z.object({
  /** What to filter by; of a span of time its number, from 0. */
  value: z.string(),
  /** What to show. */
  label: z.string(),
  count: z.int(),
  start_time: z.string(),
  end_time: z.string(),
})
export type EventCount = z.output<typeof eventCount>

const eventPage = z.object({ events: z.array(receivedEvent), total: z.int(), next_page: z.string().nullable() })

export const eventRoutes = {
  create: route({ method: 'POST', path: '/events', summary: 'Tell events', body: z.array(event), reply: nothing, status: [204] }),
  filter: route({
    method: 'POST',
    path: '/events/filter',
    summary: 'List events',
    body: z.object({ filter: eventFilter.nullish(), limit: z.int().min(0).max(50).default(50) }).prefault({}),
    reply: eventPage,
    status: [200],
  }),
  filterNext: route({
    method: 'GET',
    path: '/events/filter/next',
    summary: 'The next page of a list of events',
    query: z.object({ 'page-token': z.string() }),
    reply: eventPage,
    status: [200],
    refuses: [403],
  }),
  countBy: route({
    method: 'POST',
    path: '/events/count-by/{countable}',
    summary: 'Count events by time, by name or by the resource that they are about',
    params: z.object({ countable }),
    body: z.object({
      filter: eventFilter,
      time_unit: timeUnit.default('day'),
      /** How many units one span lasts. */
      /** In units; with more, spans would leave the years that there are. */
      time_interval: z.number().min(0.01).max(10_000).default(1),
    }),
    reply: z.array(eventCount),
    status: [200],
  }),
} as const
