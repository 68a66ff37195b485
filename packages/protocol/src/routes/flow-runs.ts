import { z } from 'zod'
import { across } from '../filters/across.ts'
import { page } from '../filters/criteria.ts'
import { flowRunSort } from '../filters/flow-run-filter.ts'
import { flowRun, flowRunCreate, flowRunLease, flowRunLeaseRequest, flowRunUpdate } from '../objects/flow-run.ts'
import { route } from '../route.ts'
import { orchestrationResult } from '../states/orchestration-result.ts'
import { state, stateCreate } from '../states/state.ts'
import { jsonObject, uuid } from '../values/scalars.ts'
import { nothing, pageOf } from './replies.ts'

const byId = z.object({ id: uuid })

export const flowRunRoutes = {
  create: route({
    method: 'POST',
    path: '/flow_runs/',
    summary: 'Create a flow run',
    body: flowRunCreate,
    reply: flowRun,
    status: [201, 200],
    refuses: [404, 409],
  }),
  read: route({ method: 'GET', path: '/flow_runs/{id}', summary: 'Read a flow run', params: byId, reply: flowRun, status: [200] }),
  update: route({
    method: 'PATCH',
    path: '/flow_runs/{id}',
    summary: 'Change a flow run',
    params: byId,
    body: flowRunUpdate,
    reply: nothing,
    status: [204],
  }),
  delete: route({
    method: 'DELETE',
    path: '/flow_runs/{id}',
    summary: 'Delete a flow run with its task runs and states',
    params: byId,
    reply: nothing,
    status: [204],
  }),
  filter: route({
    method: 'POST',
    path: '/flow_runs/filter',
    summary: 'List flow runs',
    body: z.object({ ...across, ...page, sort: flowRunSort.default('ID_DESC') }).prefault({}),
    reply: z.array(flowRun),
    status: [200],
  }),
  paginate: route({
    method: 'POST',
    path: '/flow_runs/paginate',
    summary: 'List flow runs by page',
    body: z.object({ ...across, page: z.int().min(1).default(1), limit: page.limit, sort: flowRunSort.default('ID_DESC') }).prefault({}),
    reply: pageOf(flowRun),
    status: [200],
  }),
  count: route({
    method: 'POST',
    path: '/flow_runs/count',
    summary: 'Count flow runs',
    body: z.object(across).prefault({}),
    reply: z.int(),
    status: [200],
  }),
  setState: route({
    method: 'POST',
    path: '/flow_runs/{id}/set_state',
    summary: 'Propose a state for a flow run',
    params: byId,
    body: z.object({ state: stateCreate, force: z.boolean().default(false) }),
    reply: orchestrationResult,
    status: [201, 200],
    refuses: [409],
  }),
  resume: route({
    method: 'POST',
    path: '/flow_runs/{id}/resume',
    summary: 'Resume a paused flow run',
    params: byId,
    body: z.object({ run_input: jsonObject.nullish() }).prefault({}),
    reply: orchestrationResult,
    status: [201, 200],
  }),
  updateLabels: route({
    method: 'PATCH',
    path: '/flow_runs/{id}/labels',
    summary: 'Add labels to a flow run',
    params: byId,
    body: jsonObject,
    reply: nothing,
    status: [204],
  }),
  /** Millrace's own: Prefect has heartbeat events instead (docs/compatibility.md). */
  renewLease: route({
    method: 'POST',
    path: '/flow_runs/{id}/lease',
    summary: 'Take or renew the lease of the present attempt; 409 when another attempt has taken over',
    params: byId,
    body: flowRunLeaseRequest,
    reply: flowRunLease,
    status: [200],
    refuses: [409],
  }),
} as const

export const flowRunStateRoutes = {
  list: route({
    method: 'GET',
    path: '/flow_run_states/',
    summary: 'The states of a flow run, oldest first',
    query: z.object({ flow_run_id: uuid }),
    reply: z.array(state),
    status: [200],
  }),
  read: route({
    method: 'GET',
    path: '/flow_run_states/{id}',
    summary: 'Read a state of a flow run',
    params: byId,
    reply: state,
    status: [200],
  }),
} as const
