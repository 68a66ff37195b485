import { z } from 'zod'
import { timestamp } from '../values/timestamp.ts'
import { workerStatus } from '../filters/work-pool-filter.ts'
import { identity, jsonObject, name, tags, uuid } from '../values/scalars.ts'

export const readiness = z.enum(['READY', 'NOT_READY', 'PAUSED'])

/** `{variables: JSON schema, job_configuration: object with {{ placeholders }}}`, or empty until a worker registers. */
export const baseJobTemplate = jsonObject

const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g

/** A template as a client sends it: empty, or one whose placeholders its variables declare. */
const checkedTemplate = baseJobTemplate.superRefine((template, context) => {
  const problem = problemOf(template)
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, params: { type: 'value_error' } })
})

function problemOf(template: z.output<typeof baseJobTemplate>): string | undefined {
  if (Object.keys(template).length === 0) return undefined
  const { job_configuration: configuration, variables } = template
  if (isEmpty(configuration) || isEmpty(variables)) {
    return 'The `base_job_template` must contain both a `job_configuration` key and a `variables` key.'
  }
  const schema = z.object({ properties: jsonObject }).safeParse(variables)
  const declared = schema.success ? schema.data.properties : {}
  const named = [...JSON.stringify(configuration).matchAll(PLACEHOLDER)].map(([, name = '']) => name)
  const missing = new Set(named.filter((name) => !Object.hasOwn(declared, name)))
  if (missing.size === 0) return undefined
  return `The variables specified in the job configuration template must be present as properties in the variables schema. Your job configuration uses the following undeclared variable(s): ${[...missing].join(' ,')}.`
}

export const storageConfiguration = z.object({
  bundle_upload_step: jsonObject.nullish(),
  bundle_execution_step: jsonObject.nullish(),
  default_result_storage_block_id: uuid.nullish(),
})

export const workPool = z.object({
  ...identity,
  name: z.string(),
  description: z.string().nullable(),
  type: z.string(),
  base_job_template: baseJobTemplate,
  is_paused: z.boolean(),
  concurrency_limit: z.int().nullable(),
  status: readiness.nullable(),
  default_queue_id: uuid.nullable(),
  storage_configuration: storageConfiguration,
  active_slots: z.int().nullable(),
})
export type WorkPool = z.output<typeof workPool>

const isEmpty = (part: unknown): boolean => typeof part !== 'object' || part === null || Object.keys(part).length === 0

export const workPoolCreate = z.strictObject({
  name,
  description: z.string().nullish().default(null),
  type: z.string().default('prefect-agent'),
  base_job_template: checkedTemplate.default({}),
  is_paused: z.boolean().default(false),
  concurrency_limit: z.int().min(0).nullish().default(null),
  storage_configuration: storageConfiguration.strict().prefault({}),
})

export const workPoolUpdate = z.strictObject({
  description: z.string().nullish(),
  is_paused: z.boolean().nullish(),
  base_job_template: checkedTemplate.nullish(),
  concurrency_limit: z.int().min(0).nullish(),
  storage_configuration: storageConfiguration.strict().nullish(),
})

/** Which runs a queue of the tag-matching kind takes; deprecated since 2.0.5 and still honoured. */
export const queueFilter = z.object({ tags: tags.nullish(), deployment_ids: z.array(uuid).nullish() })

export const workQueue = z.object({
  ...identity,
  name: z.string(),
  description: z.string().nullable(),
  is_paused: z.boolean(),
  concurrency_limit: z.int().nullable(),
  /** 1 is served first. */
  priority: z.int(),
  work_pool_id: uuid.nullable(),
  filter: queueFilter.nullable(),
  last_polled: z.string().nullable(),
  work_pool_name: z.string().nullable(),
  status: readiness.nullable(),
  active_slots: z.int().nullable(),
})
export type WorkQueue = z.output<typeof workQueue>

export const workQueueCreate = z.strictObject({
  name,
  description: z.string().nullish().default(null),
  is_paused: z.boolean().default(false),
  concurrency_limit: z.int().min(0).nullish().default(null),
  priority: z.int().gt(0).nullish().default(null),
  filter: queueFilter.nullish().default(null),
})

export const workQueueUpdate = z.strictObject({
  /** Of any letters, as in Prefect, which holds only the names of new queues against its pattern. */
  name: z.string().min(1).nullish(),
  description: z.string().nullish(),
  is_paused: z.boolean().optional(),
  concurrency_limit: z.int().min(0).nullish(),
  priority: z.int().gt(0).nullish(),
  last_polled: timestamp.nullish(),
  filter: queueFilter.nullish(),
})

/** Whether a queue is polled and keeps up. */
export const workQueueHealth = z.object({
  healthy: z.boolean(),
  late_runs_count: z.int(),
  last_polled: z.string().nullable(),
  health_check_policy: z.object({ maximum_late_runs: z.int().nullable(), maximum_seconds_since_last_polled: z.int().nullable() }),
})

export const worker = z.object({
  ...identity,
  name: z.string(),
  work_pool_id: uuid,
  last_heartbeat_time: z.string().nullable(),
  heartbeat_interval_seconds: z.int().nullable(),
  status: workerStatus,
})
export type Worker = z.output<typeof worker>

/** What a worker of Millrace says of itself with each sign of life. */
export const workerReport = z.object({
  version: z.string().max(100),
  host: z.string().max(255),
  /** Runs it takes at once; null for as many as are due. */
  capacity: z.int().min(0).nullable(),
  running: z.int().min(0),
  /** What it could not do last; null where nothing went wrong. */
  last_error: z.object({ at: timestamp, message: z.string().max(2000) }).nullable(),
})
export type WorkerReport = z.output<typeof workerReport>

export const workerHeartbeat = z.object({
  name: z.string(),
  heartbeat_interval_seconds: z.int().nullish().default(null),
  /** Sent by workers of Prefect Cloud only; taken and not kept. */
  metadata: jsonObject.nullish(),
  return_id: z.boolean().optional(),
  /** Millrace's own: of which type the worker is, as `docker`. */
  worker_type: z.string().nullish(),
  /** Millrace's own. */
  self_report: workerReport.nullish(),
})
