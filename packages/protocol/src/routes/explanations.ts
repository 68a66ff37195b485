import { z } from 'zod'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { explanation } from '../views/explanation.ts'

/** Why flow runs are where they are: Millrace's own, for its web UI and its command line. */
export const explanationRoutes = {
  explain: route({
    method: 'GET',
    path: '/ui/flow_runs/{id}/explain',
    summary: 'Why a flow run is where it is: what it waits for, what failed, how it ended',
    params: z.object({ id: uuid }),
    reply: explanation,
    status: [200],
    refuses: [404],
  }),
} as const
