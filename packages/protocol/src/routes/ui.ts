import { z } from 'zod'
import { across } from '../filters/across.ts'
import { flowRunSort } from '../filters/flow-run-filter.ts'
import { taskRunFilter } from '../filters/task-run-filter.ts'
import { workQueueFilter } from '../filters/work-pool-filter.ts'
import { taskRun } from '../objects/task-run.ts'
import { route } from '../route.ts'
import { orchestrationResult } from '../states/orchestration-result.ts'
import type { StateType } from '../states/state-types.ts'
import { stateType } from '../states/state.ts'
import { jsonObject, uuid } from '../values/scalars.ts'

const { work_pool_queues: _, work_pools, ...ofRuns } = across

const flowIds = z.object({ flow_ids: z.array(uuid) })

/** A flow run as a dot of a chart; durations in seconds. */
const simpleFlowRun = z.object({ id: uuid, state_type: stateType, timestamp: z.string(), duration: z.number(), lateness: z.number() })

const nextFlowRun = z.object({
  id: uuid,
  flow_id: uuid,
  name: z.string(),
  state_name: z.string(),
  state_type: stateType,
  next_scheduled_start_time: z.string(),
})

const countByState = z.object({
  COMPLETED: z.int(),
  PENDING: z.int(),
  RUNNING: z.int(),
  FAILED: z.int(),
  CANCELLED: z.int(),
  CRASHED: z.int(),
  PAUSED: z.int(),
  CANCELLING: z.int(),
  SCHEDULED: z.int(),
} satisfies Record<StateType, z.ZodInt>)

/** What is wrong with a value: texts, and what is wrong below a property or index. */
export type SchemaValueError =
  | string
  | { readonly property: string; readonly errors: SchemaValueError[] }
  | { readonly index: number; readonly errors: SchemaValueError[] }

const propertyError = z
  .object({
    property: z.string(),
    get errors(): z.ZodType<SchemaValueError[]> {
      return z.array(schemaValueError())
    },
  })
  .meta({ id: 'SchemaValuePropertyError' })

const indexError = z
  .object({
    index: z.int(),
    get errors(): z.ZodType<SchemaValueError[]> {
      return z.array(schemaValueError())
    },
  })
  .meta({ id: 'SchemaValueIndexError' })

/** A schema of its own at each place, so that the API's description refers to the named ones alone. */
const schemaValueError = (): z.ZodType<SchemaValueError> => z.union([z.string(), propertyError, indexError])

/** What Prefect's web UIs ask beside the routes of objects. */
export const uiRoutes = {
  flowRunHistory: route({
    method: 'POST',
    path: '/ui/flow_runs/history',
    summary: 'When flow runs started, how late, and for how long',
    body: z
      .object({
        sort: flowRunSort.default('EXPECTED_START_TIME_DESC'),
        limit: z.int().min(0).max(1000).default(1000),
        offset: z.int().min(0).default(0),
        ...ofRuns,
        work_pools,
      })
      .prefault({}),
    reply: z.array(simpleFlowRun),
    status: [200],
  }),
  /** Millrace's own. */
  restartFlowRun: route({
    method: 'POST',
    path: '/ui/flow_runs/{id}/restart',
    summary: 'Begin a finished flow run again; tasks that completed are not repeated, but from a given one on',
    params: z.object({ id: uuid }),
    body: z
      .object({
        from_task: z.string().min(1).nullish(),
        only_failed: z.boolean().default(false),
        parameters: jsonObject.nullish(),
      })
      .prefault({}),
    reply: orchestrationResult.extend({ repeated_task_runs: z.int() }),
    status: [201, 200],
    refuses: [404, 409],
  }),
  /** Millrace's own. */
  moveFlowRuns: route({
    method: 'POST',
    path: '/ui/flow_runs/move',
    summary: 'Move flow runs that wait to another queue of their work pool; those that nobody can move any more are left out of the answer',
    body: z.object({ flow_run_ids: z.array(uuid).min(1).max(200), work_queue_id: uuid }),
    reply: z.object({ moved: z.array(uuid) }),
    status: [200],
    refuses: [404],
  }),
  countTaskRuns: route({
    method: 'POST',
    path: '/ui/flow_runs/count-task-runs',
    summary: 'Count the task runs of flow runs, subflows left out',
    body: z.object({ flow_run_ids: z.array(uuid) }),
    reply: z.record(z.string(), z.int()),
    status: [200],
  }),
  countDeployments: route({
    method: 'POST',
    path: '/ui/flows/count-deployments',
    summary: 'Count the deployments of flows',
    body: flowIds,
    reply: z.record(z.string(), z.int()),
    status: [200],
  }),
  nextRuns: route({
    method: 'POST',
    path: '/ui/flows/next-runs',
    summary: 'The next scheduled run of each flow',
    body: flowIds,
    reply: z.record(z.string(), nextFlowRun.nullable()),
    status: [200],
  }),
  countTaskRunsOverTime: route({
    method: 'POST',
    path: '/ui/task_runs/dashboard/counts',
    summary: 'Count finished task runs in twenty parts of a time',
    body: z.object({
      task_runs: taskRunFilter,
      flows: ofRuns.flows,
      flow_runs: ofRuns.flow_runs,
      deployments: ofRuns.deployments,
      work_pools,
      work_queues: workQueueFilter.nullish(),
    }),
    reply: z.array(z.object({ completed: z.int(), failed: z.int() })),
    status: [200],
  }),
  countTaskRunsByState: route({
    method: 'POST',
    path: '/ui/task_runs/count',
    summary: 'Count task runs by the type of their state',
    body: z.object(ofRuns).prefault({}),
    reply: countByState,
    status: [200],
  }),
  readTaskRun: route({
    method: 'GET',
    path: '/ui/task_runs/{id}',
    summary: 'Read a task run with the name of its flow run',
    params: z.object({ id: uuid }),
    reply: taskRun.extend({ flow_run_name: z.string().nullable() }),
    status: [200],
  }),
  validateValues: route({
    method: 'POST',
    path: '/ui/schemas/validate',
    summary: 'Hold values, as UIs write them, against a JSON schema',
    body: z.object({ schema: jsonObject, values: jsonObject }),
    reply: z.object({ errors: z.array(schemaValueError()), valid: z.boolean() }),
    status: [200],
  }),
} as const
