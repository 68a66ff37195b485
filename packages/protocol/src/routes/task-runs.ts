import { z } from 'zod'
import { across } from '../filters/across.ts'
import { page } from '../filters/criteria.ts'
import { taskRunSort } from '../filters/task-run-filter.ts'
import { taskRun, taskRunCreate, taskRunUpdate } from '../objects/task-run.ts'
import { route } from '../route.ts'
import { orchestrationResult } from '../states/orchestration-result.ts'
import { state, stateCreate } from '../states/state.ts'
import { uuid } from '../values/scalars.ts'
import { nothing, pageOf } from './replies.ts'

const byId = z.object({ id: uuid })

export const taskRunRoutes = {
  create: route({
    method: 'POST',
    path: '/task_runs/',
    summary: 'Create a task run',
    body: taskRunCreate,
    reply: taskRun,
    status: [201, 200],
    refuses: [404, 409],
  }),
  read: route({ method: 'GET', path: '/task_runs/{id}', summary: 'Read a task run', params: byId, reply: taskRun, status: [200] }),
  update: route({
    method: 'PATCH',
    path: '/task_runs/{id}',
    summary: 'Rename a task run',
    params: byId,
    body: taskRunUpdate,
    reply: nothing,
    status: [204],
  }),
  delete: route({ method: 'DELETE', path: '/task_runs/{id}', summary: 'Delete a task run', params: byId, reply: nothing, status: [204] }),
  filter: route({
    method: 'POST',
    path: '/task_runs/filter',
    summary: 'List task runs',
    body: z.object({ ...across, ...page, sort: taskRunSort.default('ID_DESC') }).prefault({}),
    reply: z.array(taskRun),
    status: [200],
  }),
  paginate: route({
    method: 'POST',
    path: '/task_runs/paginate',
    summary: 'List task runs by page',
    body: z.object({ ...across, page: z.int().min(1).default(1), limit: page.limit, sort: taskRunSort.default('ID_DESC') }).prefault({}),
    reply: pageOf(taskRun),
    status: [200],
  }),
  count: route({
    method: 'POST',
    path: '/task_runs/count',
    summary: 'Count task runs',
    body: z.object(across).prefault({}),
    reply: z.int(),
    status: [200],
  }),
  setState: route({
    method: 'POST',
    path: '/task_runs/{id}/set_state',
    summary: 'Propose a state for a task run',
    params: byId,
    body: z.object({ state: stateCreate, force: z.boolean().default(false) }),
    reply: orchestrationResult,
    status: [201, 200],
    refuses: [409],
  }),
} as const

export const taskRunStateRoutes = {
  list: route({
    method: 'GET',
    path: '/task_run_states/',
    summary: 'The states of a task run, oldest first',
    query: z.object({ task_run_id: uuid }),
    reply: z.array(state),
    status: [200],
  }),
  read: route({
    method: 'GET',
    path: '/task_run_states/{id}',
    summary: 'Read a state of a task run',
    params: byId,
    reply: state,
    status: [200],
  }),
} as const
