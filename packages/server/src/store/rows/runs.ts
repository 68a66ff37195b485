import type {
  CreatedBy,
  FlowRunPolicy,
  Json,
  Labels,
  StateDetails,
  StateType,
  TaskRunInput,
  TaskRunPolicy,
  Timestamp,
} from '@millrace/protocol'
import type { JsonObject, Stored } from './stored.ts'

interface RunRow extends Stored {
  name: string
  state_id: string | null
  state_type: StateType | null
  state_name: string | null
  state_timestamp: Timestamp | null
  tags: string[]
  labels: Labels
  run_count: number
  expected_start_time: Timestamp | null
  next_scheduled_start_time: Timestamp | null
  start_time: Timestamp | null
  end_time: Timestamp | null
  /** Seconds in RUNNING states that are over. */
  total_run_time: number
}

export interface FlowRow extends Stored {
  name: string
  tags: string[]
  labels: Labels
}

export interface FlowRunRow extends RunRow {
  flow_id: string
  deployment_id: string | null
  deployment_version: string | null
  work_queue_id: string | null
  work_queue_name: string | null
  flow_version: string | null
  parameters: JsonObject
  idempotency_key: string | null
  context: JsonObject
  empirical_policy: FlowRunPolicy
  parent_task_run_id: string | null
  auto_scheduled: boolean
  infrastructure_document_id: string | null
  infrastructure_pid: string | null
  created_by: CreatedBy | null
  job_variables: JsonObject | null
  /** Counts the claims (transitions to PENDING, or to RUNNING without one); a write for an older attempt is refused (R04). */
  attempt: number
}

export interface TaskRunRow extends RunRow {
  flow_run_id: string | null
  task_key: string
  dynamic_key: string
  cache_key: string | null
  cache_expiration: Timestamp | null
  task_version: string | null
  empirical_policy: TaskRunPolicy
  task_inputs: Record<string, TaskRunInput[]>
  flow_run_run_count: number
}

interface StateRow {
  id: string
  type: StateType
  name: string
  timestamp: Timestamp
  message: string | null
  data: Json | null
  state_details: StateDetails
}

export interface FlowRunStateRow extends StateRow {
  flow_run_id: string
}

export interface TaskRunStateRow extends StateRow {
  task_run_id: string
}

/** The right to act for a flow run; one row per run, of its present attempt. */
export interface FlowRunLeaseRow {
  flow_run_id: string
  attempt: number
  holder: string
  expires_at: Timestamp
}

export interface TaskRunStateCacheRow {
  id: string
  created: Timestamp
  cache_key: string
  cache_expiration: Timestamp | null
  task_run_state_id: string
}

export interface FlowRunInputRow extends Stored {
  flow_run_id: string
  key: string
  content: string
  sender: string | null
}

/** Runs that are over, of one state, that were expected in one slot; times in seconds. */
export interface FlowRunTallyRow {
  /** Seconds that a slot of this level is long. */
  level: number
  /** Slots of this length since 1970. */
  slot: number
  state_type: StateType
  state_name: string
  runs: number
  run_time: number
  lateness: number
}

/** As `FlowRunTallyRow`, of the runs of one flow or of one deployment. */
export interface FlowRunOwnerTallyRow extends FlowRunTallyRow {
  owner_id: string
}

/** The one row says from which to which period of ten minutes runs have been counted. */
export interface FlowRunTallySpanRow {
  id: number
  from_period: number
  until_period: number
}

/** A period in between whose runs are to be counted anew. */
export interface FlowRunTallyGapRow {
  period: number
}
