import { z } from 'zod'
import { state, stateCreate, stateType } from '../states/state.ts'
import { identity, labels, tags, uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'

export const taskRunPolicy = z.object({
  max_retries: z.int().default(0),
  retry_delay_seconds: z.number().default(0),
  retries: z.int().nullish().default(null),
  /** Seconds before each retry: one for all, or one each. */
  retry_delay: z
    .union([z.number(), z.array(z.number())])
    .nullish()
    .default(null),
  retry_jitter_factor: z.number().nullish().default(null),
})
export type TaskRunPolicy = z.output<typeof taskRunPolicy>

/** Most delays that a policy may list, as Prefect has it. */
const MAXIMUM_DELAYS = 50

/** A policy as it is checked when a task run is created; what events tell of is taken as it comes. */
const taskRunPolicyCreate = taskRunPolicy.extend({
  retry_delay: taskRunPolicy.shape.retry_delay.refine((given) => !Array.isArray(given) || given.length <= MAXIMUM_DELAYS, {
    error: `Can not configure more than ${MAXIMUM_DELAYS} retry delays per task.`,
    params: { type: 'value_error' },
  }),
  retry_jitter_factor: taskRunPolicy.shape.retry_jitter_factor.refine((given) => (given ?? 0) >= 0, {
    error: '`retry_jitter_factor` must be >= 0.',
    params: { type: 'value_error' },
  }),
})

/** Where an input of a task run came from. */
export const taskRunInput = z.discriminatedUnion('input_type', [
  z.object({ input_type: z.literal('task_run'), id: uuid }),
  z.object({ input_type: z.literal('flow_run'), id: uuid }),
  z.object({ input_type: z.literal('parameter'), name: z.string() }),
  z.object({ input_type: z.literal('constant'), type: z.string() }),
])
export type TaskRunInput = z.output<typeof taskRunInput>

export const taskInputs = z.record(z.string(), z.array(taskRunInput))

const nullableText = z.string().nullable()

export const taskRun = z.object({
  ...identity,
  name: z.string(),
  flow_run_id: uuid.nullable(),
  task_key: z.string(),
  dynamic_key: z.string(),
  cache_key: nullableText,
  cache_expiration: nullableText,
  task_version: nullableText,
  empirical_policy: taskRunPolicy,
  tags,
  labels: labels.nullable(),
  state_id: uuid.nullable(),
  task_inputs: taskInputs,
  state_type: stateType.nullable(),
  state_name: nullableText,
  run_count: z.int(),
  flow_run_run_count: z.int(),
  expected_start_time: nullableText,
  next_scheduled_start_time: nullableText,
  start_time: nullableText,
  end_time: nullableText,
  total_run_time: z.number(),
  estimated_run_time: z.number(),
  estimated_start_time_delta: z.number(),
  state: state.nullable(),
})
export type TaskRun = z.output<typeof taskRun>

/** Longest cache key taken (Prefect's `PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH`). */
const MAXIMUM_CACHE_KEY = 2000

export const taskRunCreate = z.strictObject({
  id: uuid.nullish().default(null),
  state: stateCreate.nullish().default(null),
  name: z.string().nullish(),
  flow_run_id: uuid.nullish().default(null),
  task_key: z.string(),
  dynamic_key: z.string(),
  cache_key: z
    .string()
    .refine((given) => given.length <= MAXIMUM_CACHE_KEY, {
      error: `Cache key exceeded maximum allowed length of ${MAXIMUM_CACHE_KEY} characters.`,
      params: { type: 'value_error' },
    })
    .nullish()
    .default(null),
  cache_expiration: timestamp.nullish().default(null),
  task_version: z.string().nullish().default(null),
  empirical_policy: taskRunPolicyCreate.prefault({}),
  tags: tags.default([]),
  labels: labels.nullish().default({}),
  task_inputs: taskInputs.default({}),
})
export type TaskRunCreate = z.output<typeof taskRunCreate>

export const taskRunUpdate = z.strictObject({ name: z.string().nullish() })
