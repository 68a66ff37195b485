import { z } from 'zod'
import { deploymentFilter } from '../filters/deployment-filter.ts'
import { flowFilter } from '../filters/flow-filter.ts'
import { flowRunFilter } from '../filters/flow-run-filter.ts'
import { deploymentFlowRunCreate } from '../objects/flow-run.ts'
import { route } from '../route.ts'
import { orchestrationResult } from '../states/orchestration-result.ts'
import { stateCreate } from '../states/state.ts'
import { uuid } from '../values/scalars.ts'

/** How many objects one of these calls reaches at most; callers repeat it for more. */
const limit = z.int().min(1).max(50).default(50)

const deleted = z.object({ deleted: z.array(uuid) })

/** Several objects in one call. What becomes of one does not touch the others. */
export const bulkRoutes = {
  setFlowRunStates: route({
    method: 'POST',
    path: '/flow_runs/bulk_set_state',
    summary: 'Propose a state for every flow run that a filter finds',
    body: z.object({ flow_runs: flowRunFilter.nullish(), state: stateCreate, force: z.boolean().default(false), limit }),
    reply: z.object({ results: z.array(orchestrationResult.extend({ flow_run_id: uuid })) }),
    status: [200],
  }),
  deleteFlowRuns: route({
    method: 'POST',
    path: '/flow_runs/bulk_delete',
    summary: 'Delete the flow runs that a filter finds',
    body: z.object({ flow_runs: flowRunFilter.nullish(), limit }).prefault({}),
    reply: deleted,
    status: [200],
  }),
  deleteFlows: route({
    method: 'POST',
    path: '/flows/bulk_delete',
    summary: 'Delete the flows that a filter finds, with their runs and deployments',
    body: z.object({ flows: flowFilter.nullish(), limit }).prefault({}),
    reply: deleted,
    status: [200],
  }),
  deleteDeployments: route({
    method: 'POST',
    path: '/deployments/bulk_delete',
    summary: 'Delete the deployments that a filter finds',
    body: z.object({ deployments: deploymentFilter.nullish(), limit }).prefault({}),
    reply: deleted,
    status: [200],
  }),
  createFlowRuns: route({
    method: 'POST',
    path: '/deployments/{id}/create_flow_run/bulk',
    summary: 'Create up to 100 flow runs from a deployment',
    params: z.object({ id: uuid }),
    body: z.array(deploymentFlowRunCreate),
    reply: z.object({
      results: z.array(z.object({ flow_run_id: uuid.nullable(), status: z.enum(['CREATED', 'FAILED']), error: z.string().nullable() })),
    }),
    status: [200],
    refuses: [409],
  }),
} as const
