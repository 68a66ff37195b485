import type {
  FlowRow,
  FlowRunOwnerTallyRow,
  FlowRunRow,
  TaskRunRow,
  FlowRunStateRow,
  TaskRunStateRow,
  FlowRunLeaseRow,
  TaskRunStateCacheRow,
  FlowRunInputRow,
  FlowRunTallyRow,
  FlowRunTallySpanRow,
  FlowRunTallyGapRow,
} from './rows/runs.ts'
import type { DeploymentRow, DeploymentScheduleRow } from './rows/deployments.ts'
import type { WorkPoolRow, WorkQueueRow, WorkerRow, WorkerCleanupRow, ReadyObjectRow } from './rows/work-pools.ts'
import type { BlockTypeRow, BlockSchemaRow, BlockDocumentRow, BlockDocumentReferenceRow } from './rows/blocks.ts'
import type { LogRow, EventRow, UnindexedEventRow, EventResourceRow } from './rows/streams.ts'
import type { ConcurrencyLimitRow, ConcurrencyLeaseRow, ConcurrencySlotRow } from './rows/limits.ts'
import type { AccountRow, AccountSessionRow, ApiKeyRow } from './rows/accounts.ts'
import type { AuditEntryRow, AuditHeadRow } from './rows/audit.ts'
import type { ArtifactRow, ArtifactCollectionRow } from './rows/artifacts.ts'
import type { VariableRow, ConfigurationRow, SavedSearchRow } from './rows/named-values.ts'
import type {
  AutomationRow,
  AutomationRelatedResourceRow,
  AutomationBucketRow,
  CompositeTriggerChildFiringRow,
  AutomationEventRow,
  AutomationEventFollowerRow,
  AutomationActionRow,
  DeadLetterRow,
  FlowRunNotificationPolicyRow,
  FlowRunNotificationQueueRow,
} from './rows/automations.ts'
import type { BackgroundTaskRow, TaskWorkerRow } from './rows/background-tasks.ts'

export type * from './rows/runs.ts'
export type * from './rows/deployments.ts'
export type * from './rows/work-pools.ts'
export type * from './rows/blocks.ts'
export type * from './rows/streams.ts'
export type * from './rows/limits.ts'
export type * from './rows/artifacts.ts'
export type * from './rows/named-values.ts'
export type * from './rows/automations.ts'
export type * from './rows/background-tasks.ts'
export type * from './rows/accounts.ts'
export type * from './rows/audit.ts'

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
  flow_run_owner_tally: FlowRunOwnerTallyRow
  flow_run_tally_span: FlowRunTallySpanRow
  flow_run_tally_gap: FlowRunTallyGapRow
  saved_search: SavedSearchRow
  background_task: BackgroundTaskRow
  task_worker: TaskWorkerRow
  worker_cleanup: WorkerCleanupRow
  automation: AutomationRow
  automation_related_resource: AutomationRelatedResourceRow
  automation_bucket: AutomationBucketRow
  composite_trigger_child_firing: CompositeTriggerChildFiringRow
  automation_event: AutomationEventRow
  automation_event_follower: AutomationEventFollowerRow
  automation_action: AutomationActionRow
  dead_letter: DeadLetterRow
  flow_run_notification_policy: FlowRunNotificationPolicyRow
  flow_run_notification_queue: FlowRunNotificationQueueRow
  ready_object: ReadyObjectRow
  account: AccountRow
  account_session: AccountSessionRow
  api_key: ApiKeyRow
  audit_entry: AuditEntryRow
  audit_head: AuditHeadRow
}
