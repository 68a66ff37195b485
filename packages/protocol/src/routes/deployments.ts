import { z } from 'zod'
import { across } from '../filters/across.ts'
import { page } from '../filters/criteria.ts'
import { deploymentSort } from '../filters/deployment-filter.ts'
import {
  deployment,
  deploymentCreate,
  deploymentSchedule,
  deploymentScheduleCreate,
  deploymentScheduleUpdate,
  deploymentUpdate,
} from '../objects/deployment.ts'
import { deploymentFlowRunCreate, flowRun } from '../objects/flow-run.ts'
import { workQueue } from '../objects/work-pool.ts'
import { route } from '../route.ts'
import { json, uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'
import { nothing, pageOf } from './replies.ts'

const byId = z.object({ id: uuid })
const bySchedule = z.object({ id: uuid, schedule_id: uuid })

export const deploymentRoutes = {
  create: route({
    method: 'POST',
    path: '/deployments/',
    summary: 'Create a deployment, or update the one of that flow and name',
    body: deploymentCreate,
    reply: deployment,
    status: [201, 200],
    refuses: [404, 409],
  }),
  read: route({ method: 'GET', path: '/deployments/{id}', summary: 'Read a deployment', params: byId, reply: deployment, status: [200] }),
  readByName: route({
    method: 'GET',
    path: '/deployments/name/{flow_name}/{deployment_name}',
    summary: 'Read a deployment by the names of its flow and its own',
    params: z.object({ flow_name: z.string(), deployment_name: z.string() }),
    reply: deployment,
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/deployments/{id}',
    summary: 'Change a deployment',
    params: byId,
    body: deploymentUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  delete: route({
    method: 'DELETE',
    path: '/deployments/{id}',
    summary: 'Delete a deployment',
    params: byId,
    reply: nothing,
    status: [204],
  }),
  filter: route({
    method: 'POST',
    path: '/deployments/filter',
    summary: 'List deployments',
    body: z.object({ ...across, ...page, sort: deploymentSort.default('NAME_ASC') }).prefault({}),
    reply: z.array(deployment),
    status: [200],
  }),
  paginate: route({
    method: 'POST',
    path: '/deployments/paginate',
    summary: 'List deployments by page',
    body: z
      .object({ ...across, page: z.int().min(1).default(1), limit: page.limit, sort: deploymentSort.default('NAME_ASC') })
      .prefault({}),
    reply: pageOf(deployment),
    status: [200],
  }),
  count: route({
    method: 'POST',
    path: '/deployments/count',
    summary: 'Count deployments',
    body: z.object(across).prefault({}),
    reply: z.int(),
    status: [200],
  }),
  /** Takes `Prefer: wait=<seconds>` as the route of a pool does. */
  getScheduledFlowRuns: route({
    method: 'POST',
    path: '/deployments/get_scheduled_flow_runs',
    summary: 'The due runs of these deployments, for a process that serves them',
    body: z.object({ deployment_ids: z.array(uuid), scheduled_before: timestamp.nullish(), limit: page.limit }),
    reply: z.array(flowRun),
    status: [200],
  }),
  createFlowRun: route({
    method: 'POST',
    path: '/deployments/{id}/create_flow_run',
    summary: 'Create a flow run from a deployment',
    params: byId,
    body: deploymentFlowRunCreate,
    reply: flowRun,
    status: [201, 200],
    refuses: [409],
  }),
  pause: route({
    method: 'POST',
    path: '/deployments/{id}/pause_deployment',
    summary: 'Stop scheduling a deployment',
    params: byId,
    reply: json,
    status: [200],
  }),
  resume: route({
    method: 'POST',
    path: '/deployments/{id}/resume_deployment',
    summary: 'Schedule a deployment again',
    params: byId,
    reply: json,
    status: [200],
  }),
  setScheduleInactive: route({
    method: 'POST',
    path: '/deployments/{id}/set_schedule_inactive',
    summary: "2.20's name for pausing a deployment",
    params: byId,
    reply: json,
    status: [200],
  }),
  setScheduleActive: route({
    method: 'POST',
    path: '/deployments/{id}/set_schedule_active',
    summary: "2.20's name for resuming a deployment",
    params: byId,
    reply: json,
    status: [200],
  }),
  schedule: route({
    method: 'POST',
    path: '/deployments/{id}/schedule',
    summary: 'Make the scheduled runs of a deployment now',
    params: byId,
    body: z
      .object({
        start_time: timestamp.nullish(),
        end_time: timestamp.nullish(),
        /** Seconds that the runs reach at least into the future. */
        min_time: z.number().nullish(),
        min_runs: z.int().nullish(),
        max_runs: z.int().nullish(),
      })
      .prefault({}),
    reply: json,
    status: [200],
  }),
  listSchedules: route({
    method: 'GET',
    path: '/deployments/{id}/schedules',
    summary: 'The schedules of a deployment',
    params: byId,
    reply: z.array(deploymentSchedule),
    status: [200],
  }),
  createSchedules: route({
    method: 'POST',
    path: '/deployments/{id}/schedules',
    summary: 'Add schedules to a deployment',
    params: byId,
    body: z.array(deploymentScheduleCreate),
    reply: z.array(deploymentSchedule),
    status: [201],
    refuses: [409],
  }),
  updateSchedule: route({
    method: 'PATCH',
    path: '/deployments/{id}/schedules/{schedule_id}',
    summary: 'Change a schedule',
    params: bySchedule,
    body: deploymentScheduleUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  deleteSchedule: route({
    method: 'DELETE',
    path: '/deployments/{id}/schedules/{schedule_id}',
    summary: 'Remove a schedule',
    params: bySchedule,
    reply: nothing,
    status: [204],
  }),
  workQueueCheck: route({
    method: 'GET',
    path: '/deployments/{id}/work_queue_check',
    summary: 'The queues that would serve a deployment',
    params: byId,
    // Without what is known of a queue only beside its pool, as both Prefects answer it.
    reply: z.array(workQueue.omit({ status: true, active_slots: true, work_pool_name: true })),
    status: [200],
  }),
} as const
