import { z } from 'zod'
import { json, uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'
import { STATE_TYPES } from './state-types.ts'

export const stateType = z.enum(STATE_TYPES)

/** What belongs to a state beside its type; fields of 2.20 and 3.8 together. */
export const stateDetails = z.object({
  flow_run_id: uuid.nullish().default(null),
  task_run_id: uuid.nullish().default(null),
  child_flow_run_id: uuid.nullish().default(null),
  scheduled_time: timestamp.nullish().default(null),
  cache_key: z.string().nullish().default(null),
  cache_expiration: timestamp.nullish().default(null),
  deferred: z.boolean().nullish().default(false),
  untrackable_result: z.boolean().default(false),
  pause_timeout: timestamp.nullish().default(null),
  pause_reschedule: z.boolean().default(false),
  pause_key: z.string().nullish().default(null),
  run_input_keyset: z.record(z.string(), z.string()).nullish().default(null),
  refresh_cache: z.boolean().nullish().default(null),
  retriable: z.boolean().nullish().default(null),
  transition_id: uuid.nullish().default(null),
  task_parameters_id: uuid.nullish().default(null),
  traceparent: z.string().nullish().default(null),
  deployment_concurrency_lease_id: uuid.nullish().default(null),
})
export type StateDetails = z.output<typeof stateDetails>

/** A state as it stands in the history of a run. */
export const state = z.object({
  id: uuid,
  type: stateType,
  name: z.string().nullable(),
  timestamp: z.string(),
  message: z.string().nullable(),
  data: json.nullable(),
  state_details: stateDetails,
})
export type State = z.output<typeof state>

/**
 * A state as a client proposes it. 2.20 clients also send `id` and `timestamp`; 3.8 servers refuse them. The timestamp
 * is kept, the id is not: the server gives every state its own.
 */
export const stateCreate = z.strictObject({
  type: stateType,
  name: z.string().nullish().default(null),
  message: z.string().nullish().default(null),
  data: json.nullish().default(null),
  state_details: stateDetails.prefault({}),
  id: uuid.nullish().default(null),
  timestamp: timestamp.nullish().default(null),
})
export type StateCreate = z.output<typeof stateCreate>
export type StateCreateInput = z.input<typeof stateCreate>
