import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import { workQueueFilter } from '../filters/work-pool-filter.ts'
import { flowRun } from '../objects/flow-run.ts'
import { workQueue, workQueueCreate, workQueueHealth, workQueueUpdate } from '../objects/work-pool.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'
import { nothing } from './replies.ts'

const byId = z.object({ id: uuid })

/** The queues of 2.x agents: those of the pool `default-agent-pool`, addressed without it. */
export const workQueueRoutes = {
  create: route({
    method: 'POST',
    path: '/work_queues/',
    summary: 'Create a queue in the default agent pool',
    body: workQueueCreate,
    reply: workQueue,
    status: [201],
    refuses: [409],
  }),
  read: route({ method: 'GET', path: '/work_queues/{id}', summary: 'Read a queue', params: byId, reply: workQueue, status: [200] }),
  readByName: route({
    method: 'GET',
    path: '/work_queues/name/{name}',
    summary: 'Read a queue of the default agent pool',
    params: z.object({ name: z.string() }),
    reply: workQueue,
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/work_queues/{id}',
    summary: 'Change a queue',
    params: byId,
    body: workQueueUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  delete: route({
    method: 'DELETE',
    path: '/work_queues/{id}',
    summary: 'Delete a queue',
    params: byId,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  filter: route({
    method: 'POST',
    path: '/work_queues/filter',
    summary: 'List queues',
    body: z.object({ work_queues: workQueueFilter.nullish(), ...page }).prefault({}),
    reply: z.array(workQueue),
    status: [200],
  }),
  /** Takes `Prefer: wait=<seconds>` as the route of the pool does. */
  getRuns: route({
    method: 'POST',
    path: '/work_queues/{id}/get_runs',
    summary: 'The due runs of a queue',
    params: byId,
    body: z.object({ scheduled_before: timestamp.nullish(), limit: page.limit, agent_id: uuid.nullish() }).prefault({}),
    reply: z.array(flowRun),
    status: [200],
  }),
  status: route({
    method: 'GET',
    path: '/work_queues/{id}/status',
    summary: 'Whether a queue is polled and keeps up',
    params: byId,
    reply: workQueueHealth,
    status: [200],
  }),
} as const
