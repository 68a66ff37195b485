import type {
  Action,
  CreatedBy,
  FlowRunPolicy,
  Json,
  Labels,
  LeaseHolder,
  ReceivedEvent,
  SavedSearch,
  Schedule,
  StateDetails,
  StateType,
  TaskRunInput,
  TaskRunPolicy,
  Timestamp,
  Trigger,
} from '@millrace/protocol'

/**
 * The tables as their rows are read and written, on either database. A column name means one thing in the whole schema:
 * `columns.ts` says which names hold JSON (text in SQLite, jsonb for `tags` and text otherwise in Postgres) and which hold booleans
 * (0/1 in SQLite). Values go in and come out as the types below; times are `Timestamp` texts, timestamptz in Postgres.
 */
export interface Schema {
  flow: FlowRow
  flow_run: FlowRunRow
  flow_run_state: FlowRunStateRow
  flow_run_lease: FlowRunLeaseRow
  task_run: TaskRunRow
  task_run_state: TaskRunStateRow
  task_run_state_cache: TaskRunStateCacheRow
  deployment: DeploymentRow
  deployment_schedule: DeploymentScheduleRow
  work_pool: WorkPoolRow
  work_queue: WorkQueueRow
  worker: WorkerRow
  block_type: BlockTypeRow
  block_schema: BlockSchemaRow
  block_document: BlockDocumentRow
  block_document_reference: BlockDocumentReferenceRow
  variable: VariableRow
  log: LogRow
  event: EventRow
  event_resource: EventResourceRow
  unindexed_event: UnindexedEventRow
  configuration: ConfigurationRow
  concurrency_limit: ConcurrencyLimitRow
  concurrency_lease: ConcurrencyLeaseRow
  concurrency_slot: ConcurrencySlotRow
  artifact: ArtifactRow
  artifact_collection: ArtifactCollectionRow
  flow_run_input: FlowRunInputRow
  flow_run_tally: FlowRunTallyRow
  flow_run_tally_span: FlowRunTallySpanRow
  flow_run_tally_gap: FlowRunTallyGapRow
  saved_search: SavedSearchRow
  background_task: BackgroundTaskRow
  task_worker: TaskWorkerRow
  worker_cleanup: WorkerCleanupRow
  told_status: ToldStatusRow
  automation: AutomationRow
  automation_related_resource: AutomationRelatedResourceRow
  automation_bucket: AutomationBucketRow
  composite_trigger_child_firing: CompositeTriggerChildFiringRow
  automation_event: AutomationEventRow
  automation_event_follower: AutomationEventFollowerRow
  automation_action: AutomationActionRow
  flow_run_notification_policy: FlowRunNotificationPolicyRow
  flow_run_notification_queue: FlowRunNotificationQueueRow
  ready_object: ReadyObjectRow
}

interface Stored {
  id: string
  created: Timestamp
  updated: Timestamp
}

type JsonObject = Record<string, Json>

export interface FlowRow extends Stored {
  name: string
  tags: string[]
  labels: Labels
}

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

export interface DeploymentRow extends Stored {
  name: string
  version: string | null
  description: string | null
  flow_id: string
  paused: boolean
  concurrency_limit: number | null
  concurrency_options: JsonObject | null
  global_concurrency_limit_id: string | null
  job_variables: JsonObject
  parameters: JsonObject
  parameter_openapi_schema: JsonObject | null
  enforce_parameter_schema: boolean
  tags: string[]
  labels: Labels
  work_queue_id: string | null
  work_queue_name: string | null
  last_polled: Timestamp | null
  path: string | null
  manifest_path: string | null
  pull_steps: JsonObject[] | null
  entrypoint: string | null
  storage_document_id: string | null
  infrastructure_document_id: string | null
  created_by: CreatedBy | null
  updated_by: CreatedBy | null
}

export interface DeploymentScheduleRow extends Stored {
  deployment_id: string
  schedule: Schedule
  active: boolean
  max_scheduled_runs: number | null
  max_active_runs: number | null
  catchup: boolean
  parameters: JsonObject
  slug: string | null
}

export interface WorkPoolRow extends Stored {
  name: string
  description: string | null
  type: string
  base_job_template: JsonObject
  is_paused: boolean
  concurrency_limit: number | null
  default_queue_id: string | null
  storage_configuration: JsonObject
}

export interface WorkQueueRow extends Stored {
  name: string
  description: string | null
  is_paused: boolean
  concurrency_limit: number | null
  priority: number
  work_pool_id: string
  filter: { tags?: string[] | null; deployment_ids?: string[] | null } | null
  last_polled: Timestamp | null
}

export interface WorkerRow extends Stored {
  name: string
  work_pool_id: string
  last_heartbeat_time: Timestamp | null
  heartbeat_interval_seconds: number | null
}

export interface BlockTypeRow extends Stored {
  name: string
  slug: string
  logo_url: string | null
  documentation_url: string | null
  description: string | null
  code_example: string | null
  is_protected: boolean
}

export interface BlockSchemaRow extends Stored {
  checksum: string
  fields: JsonObject
  block_type_id: string
  capabilities: string[]
  version: string
}

export interface BlockDocumentRow extends Stored {
  name: string
  /** The data with every secret value encrypted (AES-256-GCM; key outside the database). */
  encrypted_data: string
  block_schema_id: string
  block_type_id: string
  is_anonymous: boolean
}

export interface BlockDocumentReferenceRow {
  id: string
  name: string
  parent_block_document_id: string
  reference_block_document_id: string
}

export interface VariableRow extends Stored {
  name: string
  value: Json | null
  tags: string[]
}

export interface LogRow {
  id: string
  created: Timestamp
  updated: Timestamp
  name: string
  level: number
  message: string
  timestamp: Timestamp
  flow_run_id: string | null
  task_run_id: string | null
}

/** Read through `readEvents`, as those of state changes arrive here some time after their commit. */
export interface EventRow {
  id: string
  occurred: Timestamp
  received: Timestamp
  event: string
  resource_id: string
  resource: Record<string, string>
  related: Record<string, string>[]
  payload: JsonObject
  follows: string | null
}

/** An event that waits to become a row of `event` and rows of `event_resource`, where lists look. */
export interface UnindexedEventRow extends EventRow {
  position: number
}

/** Which resources an event concerns, for filtering; `role` is empty for the main one. */
export interface EventResourceRow {
  event_id: string
  occurred: Timestamp
  resource_id: string
  role: string
}

/** Small facts of the server itself. */
export interface ConfigurationRow {
  key: string
  value: Json | null
  updated: Timestamp
}

export interface ConcurrencyLimitRow extends Stored {
  name: string
  active: boolean
  limit: number
  /** How many slots come back by themselves each second; 0 for a limit that counts who is at work. */
  slot_decay_per_second: number
  /** Up to when slots that came back by themselves have been taken off the rows of `concurrency_slot`. */
  decayed_until: Timestamp
  avg_slot_occupancy_seconds: number
  /** Slots asked for in vain, as of `denied_at`; they fade, and only waiting times follow from them. */
  denied_slots: number
  denied_at: Timestamp
}

/** The right to hold slots. Whoever deletes one frees its slots with it. */
export interface ConcurrencyLeaseRow {
  id: string
  created: Timestamp
  holder_type: LeaseHolder['type'] | null
  holder_id: string | null
  /** Seconds that a renewal lasts; null for a lease that does not lapse. */
  duration: number | null
  expires_at: Timestamp | null
}

/** Slots of one limit held by one lease, or (one row per limit, without a lease) by those who count for themselves. */
export interface ConcurrencySlotRow {
  id: string
  limit_id: string
  lease_id: string | null
  slots: number
}

export interface ArtifactRow extends Stored {
  key: string | null
  type: string | null
  description: string | null
  data: Json | null
  metadata_: Record<string, string> | null
  flow_run_id: string | null
  task_run_id: string | null
}

/** Which artifact of a key is the newest. */
export interface ArtifactCollectionRow extends Stored {
  key: string
  latest_id: string
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

export interface FlowRunInputRow extends Stored {
  flow_run_id: string
  key: string
  content: string
  sender: string | null
}

export interface SavedSearchRow extends Stored {
  name: string
  filters: SavedSearch['filters']
}

export interface AutomationRow extends Stored {
  name: string
  description: string
  enabled: boolean
  tags: string[]
  trigger: Trigger
  actions: Action[]
  actions_on_trigger: Action[]
  actions_on_resolve: Action[]
}

/** Which resources an automation acts on; with `owned`, the one that it belongs to. */
export interface AutomationRelatedResourceRow {
  automation_id: string
  resource_id: string
  owned: boolean
}

/** How far a trigger has counted for one value of its `for_each` labels. */
export interface AutomationBucketRow extends Stored {
  automation_id: string
  trigger_id: string
  bucketing_key: string[]
  last_event: ReceivedEvent | null
  start: Timestamp
  end: Timestamp
  count: number
  /** What was done with the bucket last; for those who look into the database. */
  last_operation: string | null
  triggered_at: Timestamp | null
}

/** That a trigger inside a compound or a sequence has fired, until the whole one does. */
export interface CompositeTriggerChildFiringRow extends Stored {
  automation_id: string
  parent_trigger_id: string
  child_trigger_id: string
  child_firing_id: string
  child_fired_at: Timestamp
  child_firing: JsonObject
}

/** An event that no trigger has looked at yet. */
export interface AutomationEventRow {
  received: Timestamp
  event_id: string
  /** The event that is to be looked at before this one, wherever it is; null when there is none, or it is sure to have come. */
  leader_id: string | null
  queued_event: ReceivedEvent
}

/** An event that came before the one that it follows. */
export interface AutomationEventFollowerRow {
  scope: string
  follower_event_id: string
  leader_event_id: string
  received: Timestamp
  follower: ReceivedEvent
}

/** An action that a firing asks for and that is not done yet. */
export interface AutomationActionRow {
  id: string
  created: Timestamp
  /** When it is to be done, or, once somebody has begun, when another may try. */
  due: Timestamp
  attempts: number
  triggered_action: JsonObject
  /** Whether doing it means to call another service. */
  outward: boolean
}

/** What was last told to be ready. */
export interface ReadyObjectRow {
  kind: 'deployment' | 'work-queue' | 'work-pool'
  id: string
}

export interface FlowRunNotificationPolicyRow extends Stored {
  is_active: boolean
  state_names: string[]
  tags: string[]
  message_template: string | null
  block_document_id: string
}

/** A notification that a state of a flow run asks for and that is not sent yet. */
export interface FlowRunNotificationQueueRow {
  id: string
  created: Timestamp
  /** When it is to be sent, or, once somebody has begun, when another may try. */
  due: Timestamp
  attempts: number
  flow_run_state_id: string
  flow_run_notification_policy_id: string
}

/** A background task that has not ended. */
export interface BackgroundTaskRow {
  task_run_id: string
  task_key: string
  /** 0 for one that was handed out in vain or waits for a retry, 1 for all others: lower ones first. */
  place: number
  /** Not handed out before. */
  due: Timestamp
  /** Who was handed it: the websocket (`session`) until it is acknowledged, then the worker (`identifier`); null while it waits. */
  worker: string | null
}

/** A process that takes background tasks over a websocket. */
export interface TaskWorkerRow {
  identifier: string
  /** Of the websocket it listens on now. */
  session: string
  task_keys: string[]
  /** When its server last found the websocket open. */
  seen: Timestamp
  /** When the worker closed it, or was gone; null while it listens. */
  left_at: Timestamp | null
}

/** Infrastructure that some worker of the pool is to clear away. */
export interface WorkerCleanupRow {
  id: string
  created: Timestamp
  work_pool_id: string
  work_queue_id: string | null
  kind: string
  flow_run_id: string
  infrastructure_pid: string | null
  /** How often a worker was asked. */
  deliveries: number
  /** Of the worker that was asked last, which alone may answer. */
  reservation: string | null
  reserved_until: Timestamp | null
  outcome: 'done' | 'given-up' | null
  ended: Timestamp | null
}

/** Which status of a pool, queue or deployment an event told last. */
export interface ToldStatusRow {
  id: string
  kind: 'work-pool' | 'work-queue' | 'deployment'
  status: string
  since: Timestamp
}
