import { z } from 'zod'
import { identity, json, jsonObject, labels, name, tags, uuid } from '../values/scalars.ts'
import { createdBy } from './flow-run.ts'
import { schedule } from './schedule.ts'

export const concurrencyOptions = z.object({
  collision_strategy: z.enum(['ENQUEUE', 'CANCEL_NEW']),
  grace_period_seconds: z.int().min(60).max(86_400).nullish().default(null),
})

export const deploymentSchedule = z.object({
  ...identity,
  deployment_id: uuid.nullable(),
  schedule,
  active: z.boolean(),
  max_scheduled_runs: z.int().nullable(),
  parameters: jsonObject,
  slug: z.string().nullable(),
  /** Only in 2.20. */
  max_active_runs: z.int().nullable(),
  /** Only in 2.20. */
  catchup: z.boolean(),
})
export type DeploymentSchedule = z.output<typeof deploymentSchedule>

/** How many runs of a schedule may wait at most, as Prefect has it. */
const MAXIMUM_SCHEDULED_RUNS = 50

const maxScheduledRuns = z
  .int()
  .gt(0)
  .refine((given) => given <= MAXIMUM_SCHEDULED_RUNS, {
    error: `\`max_scheduled_runs\` must be less than or equal to ${MAXIMUM_SCHEDULED_RUNS}.`,
    params: { type: 'value_error' },
  })
  .nullish()

export const deploymentScheduleCreate = z.strictObject({
  schedule,
  active: z.boolean().default(true),
  max_scheduled_runs: maxScheduledRuns.default(null),
  parameters: jsonObject.default({}),
  slug: z.string().nullish().default(null),
  replaces: z.string().nullish().default(null),
  max_active_runs: z.int().gt(0).nullish().default(null),
  catchup: z.boolean().default(false),
})
export type DeploymentScheduleCreate = z.output<typeof deploymentScheduleCreate>

export const deploymentScheduleUpdate = z.strictObject({
  schedule: schedule.nullish(),
  active: z.boolean().nullish(),
  max_scheduled_runs: maxScheduledRuns,
  parameters: jsonObject.optional(),
  slug: z.string().nullish(),
  replaces: z.string().nullish(),
  max_active_runs: z.int().gt(0).nullish(),
  catchup: z.boolean().nullish(),
})

const nullableText = z.string().nullable()

export const deploymentStatus = z.enum(['READY', 'NOT_READY'])

/** Where the version of a deployment comes from; what else is in it depends on the type: a commit, its branch, message, repository and address. */
export const versionInfo = z.looseObject({ type: z.string(), version: z.string() })
export type VersionInfo = z.output<typeof versionInfo>

/** A deployment as answered: the union of 2.20's and 3.8's fields, kept consistent with each other. */
export const deployment = z.object({
  ...identity,
  name: z.string(),
  version: nullableText,
  /** Ours alone: Prefect's own server takes it and drops it. */
  version_info: versionInfo.nullable(),
  description: nullableText,
  flow_id: uuid,
  paused: z.boolean(),
  schedules: z.array(deploymentSchedule),
  /** 2.20: of several schedules, the one that was changed last. */
  schedule: schedule.nullable(),
  /** 2.20: the reverse of `paused`. */
  is_schedule_active: z.boolean(),
  concurrency_limit: z.int().nullable(),
  global_concurrency_limit: json.nullable(),
  concurrency_options: concurrencyOptions.nullable(),
  job_variables: jsonObject,
  /** 2.20's name for `job_variables`. */
  infra_overrides: jsonObject,
  parameters: jsonObject,
  tags,
  labels: labels.nullable(),
  work_queue_name: nullableText,
  work_queue_id: uuid.nullable(),
  work_pool_name: nullableText,
  last_polled: nullableText,
  parameter_openapi_schema: jsonObject.nullable(),
  path: nullableText,
  manifest_path: nullableText,
  pull_steps: z.array(jsonObject).nullable(),
  entrypoint: nullableText,
  storage_document_id: uuid.nullable(),
  infrastructure_document_id: uuid.nullable(),
  created_by: createdBy.nullable(),
  updated_by: createdBy.nullable(),
  status: deploymentStatus.nullable(),
  enforce_parameter_schema: z.boolean(),
})
export type Deployment = z.output<typeof deployment>

const settable = {
  version: z.string().nullish(),
  description: z.string().nullish(),
  paused: z.boolean().optional(),
  schedules: z.array(deploymentScheduleUpdate).optional(),
  schedule: schedule.nullish(),
  is_schedule_active: z.boolean().nullish(),
  concurrency_limit: z.int().gt(0).nullish(),
  concurrency_options: concurrencyOptions.nullish(),
  global_concurrency_limit_id: uuid.nullish(),
  parameters: jsonObject.nullish(),
  parameter_openapi_schema: jsonObject.nullish(),
  tags: tags.optional(),
  work_queue_name: z.string().nullish(),
  work_pool_name: z.string().nullish(),
  path: z.string().nullish(),
  manifest_path: z.string().nullish(),
  job_variables: jsonObject.nullish(),
  infra_overrides: jsonObject.nullish(),
  pull_steps: z.array(jsonObject).nullish(),
  entrypoint: z.string().nullish(),
  storage_document_id: uuid.nullish(),
  infrastructure_document_id: uuid.nullish(),
  enforce_parameter_schema: z.boolean().nullish(),
  version_info: versionInfo.nullish(),
} as const

/** Unlike an update, where null leaves these as they are and a schedule may be named by its slug alone, a create wants them whole. */
const needed = {
  schedules: z.array(deploymentScheduleCreate).optional(),
  parameters: jsonObject.optional(),
  job_variables: jsonObject.optional(),
  enforce_parameter_schema: z.boolean().optional(),
  is_schedule_active: z.boolean().optional(),
}

export const deploymentCreate = z.strictObject({ ...settable, ...needed, name, flow_id: uuid, labels: labels.nullish() })
export type DeploymentCreate = z.output<typeof deploymentCreate>
export type DeploymentCreateInput = z.input<typeof deploymentCreate>

export const deploymentUpdate = z.strictObject(settable)
export type DeploymentUpdate = z.output<typeof deploymentUpdate>
