import { z } from 'zod'
import { eventFilter } from '../filters/event-filter.ts'
import { event, receivedEvent } from '../objects/event.ts'
import { route } from '../route.ts'
import { nothing } from './replies.ts'

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
} as const
