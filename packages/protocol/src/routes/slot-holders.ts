import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import { route } from '../route.ts'
import { stateType } from '../states/state.ts'
import { uuid } from '../values/scalars.ts'

const nullableText = z.string().nullable()

const holder = z.object({
  id: uuid,
  name: z.string(),
  state_type: stateType.nullable(),
  state_name: nullableText,
  start_time: nullableText,
  state_timestamp: nullableText,
  /** Seconds. */
  time_in_current_state: z.number().nullable(),
})

const use = { active_slots: z.int(), concurrency_limit: z.int().nullable() }
const place = { count: z.int(), limit: z.int(), pages: z.int(), page: z.int() }
const asked = { page: z.int().min(1).default(1), limit: page.limit }

/** Which runs hold the slots of pools and queues. */
export const slotHolderRoutes = {
  ofPool: route({
    method: 'POST',
    path: '/work_pools/{name}/concurrency_status',
    summary: 'The runs that hold the slots of a pool, by queue',
    params: z.object({ name: z.string() }),
    /** `flow_run_limit` is how many runs of each queue are named; their count is given whole. */
    body: z.object({ ...asked, flow_run_limit: z.int().min(0).max(200).default(10) }).prefault({}),
    reply: z.object({
      ...use,
      queues: z.array(z.object({ queue_id: uuid, queue_name: z.string(), ...use, flow_runs: z.array(holder), flow_run_count: z.int() })),
      ...place,
    }),
    status: [200],
  }),
  ofQueue: route({
    method: 'POST',
    path: '/work_queues/{id}/concurrency_status',
    summary: 'The runs that hold the slots of a queue',
    params: z.object({ id: uuid }),
    body: z.object(asked).prefault({}),
    reply: z.object({ ...use, flow_runs: z.array(holder), ...place }),
    status: [200],
  }),
} as const
