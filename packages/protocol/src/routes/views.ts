import { z } from 'zod'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'
import { timeline } from '../views/timeline.ts'

/**
 * What our own UI asks in one call where Prefect's API takes many. All are Millrace's own, below `/ui`, and may change from one version to
 * the next. Each is answered by a bounded set of indexed queries.
 */
export const viewRoutes = {
  timeline: route({
    method: 'GET',
    path: '/ui/flow_runs/{id}/timeline',
    summary: 'What the task runs and subflow runs of a flow run did when, with their attempts',
    params: z.object({ id: uuid }),
    /** Only lanes that changed since then, as an earlier answer said in `as_of`. */
    query: z.object({ since: timestamp.optional() }),
    reply: timeline,
    status: [200],
  }),
} as const
