import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import { logFilter, logSort } from '../filters/log-filter.ts'
import { log, logCreate } from '../objects/log.ts'
import { route } from '../route.ts'
import { json, uuid } from '../values/scalars.ts'

export const logRoutes = {
  create: route({ method: 'POST', path: '/logs/', summary: 'Write log lines', body: z.array(logCreate), reply: json, status: [201] }),
  filter: route({
    method: 'POST',
    path: '/logs/filter',
    summary: 'List log lines',
    body: z.object({ logs: logFilter.nullish(), ...page, sort: logSort.default('TIMESTAMP_ASC') }).prefault({}),
    reply: z.array(log),
    status: [200],
  }),
  /** Answers `text/csv`, sent as it is read. */
  download: route({
    method: 'GET',
    path: '/flow_runs/{id}/logs/download',
    summary: 'The log lines of a flow run as CSV',
    params: z.object({ id: uuid }),
    reply: z.unknown(),
    status: [200],
  }),
} as const
