import { z } from 'zod'
import { across } from '../filters/across.ts'
import { workQueueFilter } from '../filters/work-pool-filter.ts'
import { route } from '../route.ts'
import { stateType } from '../states/state.ts'
import { timestamp } from '../values/timestamp.ts'

/** The runs of one state that were expected to start in an interval; sums in seconds. */
const runHistoryState = z.object({
  state_type: stateType,
  state_name: z.string(),
  count_runs: z.int(),
  sum_estimated_run_time: z.number(),
  sum_estimated_lateness: z.number(),
})

/** One interval of a history: from its start on, its end not included. */
export const runHistory = z.object({ interval_start: z.string(), interval_end: z.string(), states: z.array(runHistoryState) })
export type RunHistory = z.output<typeof runHistory>

const { work_pool_queues: _, work_pools, ...ofRuns } = across

const span = { history_start: timestamp, history_end: timestamp, history_interval_seconds: z.number() }

export const runHistoryRoutes = {
  flowRuns: route({
    method: 'POST',
    path: '/flow_runs/history',
    summary: 'Count flow runs by state in intervals of when they were expected to start; the first 500 intervals',
    body: z.object({ ...span, ...ofRuns, work_pools, work_queues: workQueueFilter.nullish() }),
    reply: z.array(runHistory),
    status: [200],
  }),
  taskRuns: route({
    method: 'POST',
    path: '/task_runs/history',
    summary: 'Count task runs by state in intervals of when they were expected to start; the first 500 intervals',
    body: z.object({ ...span, ...ofRuns }),
    reply: z.array(runHistory),
    status: [200],
  }),
  lateness: route({
    method: 'POST',
    path: '/flow_runs/lateness',
    summary: 'The seconds by which flow runs start late, on average; null without a run',
    body: z.object(across).prefault({}),
    reply: z.number().nullable(),
    status: [200],
  }),
} as const
