import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import { workPoolFilter, workQueueFilter, workerFilter } from '../filters/work-pool-filter.ts'
import { scheduledFlowRun } from '../objects/flow-run.ts'
import {
  worker,
  workerHeartbeat,
  workPool,
  workPoolCreate,
  workPoolUpdate,
  workQueue,
  workQueueCreate,
  workQueueUpdate,
} from '../objects/work-pool.ts'
import { route } from '../route.ts'
import { timestamp } from '../values/timestamp.ts'
import { nothing } from './replies.ts'

const byName = z.object({ name: z.string() })
const inPool = z.object({ work_pool_name: z.string() })
const byNameInPool = z.object({ work_pool_name: z.string(), name: z.string() })

export const workPoolRoutes = {
  create: route({
    method: 'POST',
    path: '/work_pools/',
    summary: 'Create a work pool',
    body: workPoolCreate,
    reply: workPool,
    status: [201],
    refuses: [403, 409],
  }),
  read: route({ method: 'GET', path: '/work_pools/{name}', summary: 'Read a work pool', params: byName, reply: workPool, status: [200] }),
  update: route({
    method: 'PATCH',
    path: '/work_pools/{name}',
    summary: 'Change a work pool',
    params: byName,
    body: workPoolUpdate,
    reply: nothing,
    status: [204],
    refuses: [403],
  }),
  delete: route({
    method: 'DELETE',
    path: '/work_pools/{name}',
    summary: 'Delete a work pool with its queues',
    params: byName,
    reply: nothing,
    status: [204],
    refuses: [403],
  }),
  filter: route({
    method: 'POST',
    path: '/work_pools/filter',
    summary: 'List work pools',
    body: z.object({ work_pools: workPoolFilter.nullish(), ...page }).prefault({}),
    reply: z.array(workPool),
    status: [200],
  }),
  count: route({
    method: 'POST',
    path: '/work_pools/count',
    summary: 'Count work pools',
    body: z.object({ work_pools: workPoolFilter.nullish() }).prefault({}),
    reply: z.int(),
    status: [200],
  }),
  /**
   * With the request header `Prefer: wait=<seconds>` (RFC 7240) an empty answer is held back until a run is due or the
   * seconds are over; the reply then says `Preference-Applied: wait=<seconds>`. Millrace's own; a Prefect server ignores it.
   */
  getScheduledFlowRuns: route({
    method: 'POST',
    path: '/work_pools/{name}/get_scheduled_flow_runs',
    summary: 'The due runs of a pool, in the order of its queues',
    params: byName,
    body: z
      .object({
        work_queue_names: z.array(z.string()).nullish(),
        scheduled_before: timestamp.nullish(),
        scheduled_after: timestamp.nullish(),
        limit: page.limit,
      })
      .prefault({}),
    reply: z.array(scheduledFlowRun),
    status: [200],
  }),
  createQueue: route({
    method: 'POST',
    path: '/work_pools/{work_pool_name}/queues',
    summary: 'Create a queue in a pool',
    params: inPool,
    body: workQueueCreate,
    reply: workQueue,
    status: [201],
    refuses: [409],
  }),
  readQueue: route({
    method: 'GET',
    path: '/work_pools/{work_pool_name}/queues/{name}',
    summary: 'Read a queue of a pool',
    params: byNameInPool,
    reply: workQueue,
    status: [200],
  }),
  updateQueue: route({
    method: 'PATCH',
    path: '/work_pools/{work_pool_name}/queues/{name}',
    summary: 'Change a queue of a pool',
    params: byNameInPool,
    body: workQueueUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  deleteQueue: route({
    method: 'DELETE',
    path: '/work_pools/{work_pool_name}/queues/{name}',
    summary: 'Delete a queue of a pool',
    params: byNameInPool,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  filterQueues: route({
    method: 'POST',
    path: '/work_pools/{work_pool_name}/queues/filter',
    summary: 'List the queues of a pool',
    params: inPool,
    body: z.object({ work_queues: workQueueFilter.nullish(), ...page }).prefault({}),
    reply: z.array(workQueue),
    status: [200],
  }),
  heartbeat: route({
    method: 'POST',
    path: '/work_pools/{work_pool_name}/workers/heartbeat',
    summary: 'Tell that a worker lives',
    params: inPool,
    body: workerHeartbeat,
    reply: nothing,
    status: [204],
  }),
  filterWorkers: route({
    method: 'POST',
    path: '/work_pools/{work_pool_name}/workers/filter',
    summary: 'List the workers of a pool',
    params: inPool,
    body: z.object({ workers: workerFilter.nullish(), ...page }).prefault({}),
    reply: z.array(worker),
    status: [200],
  }),
  deleteWorker: route({
    method: 'DELETE',
    path: '/work_pools/{work_pool_name}/workers/{name}',
    summary: 'Forget a worker',
    params: byNameInPool,
    reply: nothing,
    status: [204],
  }),
} as const
