import { z } from 'zod'
import { state, stateCreate, stateType } from '../states/state.ts'
import { identity, jsonObject, labels, tags, uuid } from '../values/scalars.ts'

/** How a flow run is retried and paused. */
export const flowRunPolicy = z.object({
  /** Old names of 2.x, kept because clients still send them. */
  max_retries: z.int().default(0),
  retry_delay_seconds: z.number().default(0),
  retries: z.int().nullish().default(null),
  /** Seconds between attempts. */
  retry_delay: z.int().nullish().default(null),
  /** A set: Prefect keeps each once. */
  pause_keys: z
    .array(z.string())
    .overwrite((keys) => [...new Set(keys)])
    .nullish()
    .default([]),
  resuming: z.boolean().nullish().default(false),
  retry_type: z.enum(['in_process', 'reschedule']).nullish().default(null),
})
export type FlowRunPolicy = z.output<typeof flowRunPolicy>

export const createdBy = z.object({ id: uuid.nullish(), type: z.string().nullish(), display_value: z.string().nullish() })
export type CreatedBy = z.output<typeof createdBy>

const nullableText = z.string().nullable()

export const flowRun = z.object({
  ...identity,
  name: z.string(),
  flow_id: uuid,
  state_id: uuid.nullable(),
  deployment_id: uuid.nullable(),
  deployment_version: nullableText,
  work_queue_id: uuid.nullable(),
  work_queue_name: nullableText,
  work_pool_id: uuid.nullable(),
  work_pool_name: nullableText,
  flow_version: nullableText,
  parameters: jsonObject,
  idempotency_key: nullableText,
  context: jsonObject,
  empirical_policy: flowRunPolicy,
  tags,
  labels: labels.nullable(),
  parent_task_run_id: uuid.nullable(),
  state_type: stateType.nullable(),
  state_name: nullableText,
  run_count: z.int(),
  expected_start_time: nullableText,
  next_scheduled_start_time: nullableText,
  start_time: nullableText,
  end_time: nullableText,
  /** Seconds. */
  total_run_time: z.number(),
  /** Seconds, the present run of a RUNNING state included. */
  estimated_run_time: z.number(),
  /** Seconds between the expected and the real start. */
  estimated_start_time_delta: z.number(),
  auto_scheduled: z.boolean(),
  infrastructure_document_id: uuid.nullable(),
  infrastructure_pid: nullableText,
  created_by: createdBy.nullable(),
  state: state.nullable(),
  job_variables: jsonObject.nullable(),
})
export type FlowRun = z.output<typeof flowRun>

export const flowRunCreate = z.strictObject({
  state: stateCreate.nullish().default(null),
  name: z.string().nullish(),
  flow_id: uuid,
  flow_version: z.string().nullish().default(null),
  parameters: jsonObject.default({}),
  context: jsonObject.default({}),
  parent_task_run_id: uuid.nullish().default(null),
  infrastructure_document_id: uuid.nullish().default(null),
  empirical_policy: flowRunPolicy.prefault({}),
  tags: tags.default([]),
  labels: labels.nullish().default({}),
  idempotency_key: z.string().nullish().default(null),
  work_pool_name: z.string().nullish().default(null),
  work_queue_name: z.string().nullish().default(null),
  job_variables: jsonObject.nullish().default(null),
  deployment_id: uuid.nullish().default(null),
})
export type FlowRunCreate = z.output<typeof flowRunCreate>

export const flowRunUpdate = z.strictObject({
  name: z.string().nullish(),
  flow_version: z.string().nullish(),
  parameters: jsonObject.optional(),
  empirical_policy: flowRunPolicy.optional(),
  tags: tags.optional(),
  infrastructure_pid: z.string().nullish(),
  job_variables: jsonObject.nullish(),
})
export type FlowRunUpdate = z.output<typeof flowRunUpdate>

/** What a run made from a deployment may say differently from it. */
export const deploymentFlowRunCreate = z.strictObject({
  state: stateCreate.nullish().default(null),
  name: z.string().nullish(),
  parameters: jsonObject.default({}),
  enforce_parameter_schema: z.boolean().nullish().default(null),
  context: jsonObject.default({}),
  infrastructure_document_id: uuid.nullish().default(null),
  empirical_policy: flowRunPolicy.prefault({}),
  tags: tags.default([]),
  idempotency_key: z.string().nullish().default(null),
  labels: labels.nullish().default(null),
  parent_task_run_id: uuid.nullish().default(null),
  work_queue_name: z.string().nullish().default(null),
  job_variables: jsonObject.nullish(),
})
export type DeploymentFlowRunCreate = z.output<typeof deploymentFlowRunCreate>

/** A run that a worker may start, with where it waits. */
export const scheduledFlowRun = z.object({ work_pool_id: uuid, work_queue_id: uuid, flow_run: flowRun })
export type ScheduledFlowRun = z.output<typeof scheduledFlowRun>

/** The right to act for a run until a time. Millrace's own; not in Prefect's API. */
export const flowRunLease = z.object({
  flow_run_id: uuid,
  attempt: z.int(),
  holder: z.string(),
  expires_at: z.string(),
  /** Whether the run is to be cancelled by whoever holds it. */
  cancelling: z.boolean(),
})
export type FlowRunLease = z.output<typeof flowRunLease>

export const flowRunLeaseRequest = z.strictObject({
  /** The attempt that the caller acts for. */
  attempt: z.int().min(0),
  /** Who holds it: host, process, worker; shown to people. */
  holder: z.string().min(1).max(500),
  /** How long the lease lasts without another renewal, in seconds. */
  seconds: z.number().min(1).max(3600).default(60),
})
