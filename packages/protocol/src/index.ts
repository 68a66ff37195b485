export { API_VERSION, ATTEMPT_HEADER, DEFAULT_AGENT_POOL, DISCARDED_RESULTS, MINIMUM_API_VERSION, PREFECT_VERSION } from './constants.ts'
export {
  Reply,
  route,
  type Call,
  type ClientOf,
  type Handlers,
  type Method,
  type Received,
  type ReplyOf,
  type RouteSpec,
  type Routes,
} from './route.ts'
export { identity, json, jsonObject, labels, name, tags, uuid, type Json, type Labels } from './values/scalars.ts'
export { addSeconds, epochMillis, parseTimestamp, secondsBetween, timestampOf, type Timestamp } from './values/instants.ts'
export { timestamp } from './values/timestamp.ts'
export { duration, parseDuration } from './values/duration.ts'
export { action, USUAL_SUBJECT, type Action, type ActionInput, type ActionOf } from './automations/action.ts'
export {
  automation,
  automationCreate,
  automationPartialUpdate,
  automationUpdate,
  type Automation,
  type AutomationCreate,
  type AutomationCreateInput,
  type AutomationUpdate,
} from './automations/automation.ts'
export { deploymentLoop } from './automations/deployment-loop.ts'
export {
  allTriggers,
  compoundTrigger,
  eventTrigger,
  isComposite,
  metricTrigger,
  NO_TRIGGER_ID,
  sequenceTrigger,
  SHORTEST_METRIC,
  SHORTEST_PROACTIVE,
  trigger,
  type CompoundTrigger,
  type EventTrigger,
  type MetricTrigger,
  type SequenceTrigger,
  type Trigger,
  type TriggerInput,
} from './automations/trigger.ts'
export {
  awaitingRetry,
  cancelled,
  cancelling,
  completed,
  crashed,
  failed,
  paused,
  pending,
  retrying,
  running,
  scheduled,
  timedOut,
} from './states/constructors.ts'
export {
  orchestrationResult,
  setStateStatus,
  stateResponseDetails,
  type OrchestrationResult,
  type SetStateStatus,
  type StateResponseDetails,
} from './states/orchestration-result.ts'
export { defaultStateName, isTerminal, STATE_TYPES, TERMINAL_STATE_TYPES, type StateType } from './states/state-types.ts'
export {
  state,
  stateCreate,
  stateDetails,
  stateType,
  type State,
  type StateCreate,
  type StateCreateInput,
  type StateDetails,
} from './states/state.ts'
export {
  artifact,
  artifactCollection,
  artifactCreate,
  artifactUpdate,
  type Artifact,
  type ArtifactCollection,
  type ArtifactCreate,
  type ArtifactUpdate,
} from './objects/artifact.ts'
export {
  blockDocument,
  blockDocumentCreate,
  blockDocumentUpdate,
  blockSchema,
  blockSchemaCreate,
  blockType,
  blockTypeCreate,
  blockTypeUpdate,
  type BlockDocument,
  type BlockSchema,
  type BlockType,
} from './objects/block.ts'
export {
  concurrencyLimit,
  concurrencyLimitCreate,
  concurrencyLimitUpdate,
  heldConcurrencyLease,
  heldConcurrencyLimit,
  leaseDuration,
  leaseHolder,
  newConcurrencyLimit,
  slotMode,
  tagConcurrencyLimit,
  tagConcurrencyLimitCreate,
  type ConcurrencyLimit,
  type ConcurrencyLimitUpdate,
  type LeaseHolder,
  type TagConcurrencyLimit,
} from './objects/concurrency-limit.ts'
export {
  concurrencyOptions,
  deployment,
  deploymentCreate,
  deploymentSchedule,
  deploymentScheduleCreate,
  deploymentScheduleUpdate,
  deploymentStatus,
  deploymentUpdate,
  type Deployment,
  type DeploymentCreate,
  type DeploymentCreateInput,
  type DeploymentSchedule,
  type DeploymentScheduleCreate,
  type DeploymentUpdate,
  type VersionInfo,
} from './objects/deployment.ts'
export { type DeploymentLimit, limitOfDeployment } from './objects/deployment-limit.ts'
export { event, receivedEvent, resource, type Event, type EventInput, type ReceivedEvent, type Resource } from './objects/event.ts'
export {
  createdBy,
  deploymentFlowRunCreate,
  flowRun,
  flowRunCreate,
  flowRunLease,
  flowRunLeaseRequest,
  flowRunPolicy,
  flowRunUpdate,
  scheduledFlowRun,
  type CreatedBy,
  type DeploymentFlowRunCreate,
  type FlowRun,
  type FlowRunCreate,
  type FlowRunLease,
  type FlowRunPolicy,
  type FlowRunUpdate,
  type ScheduledFlowRun,
} from './objects/flow-run.ts'
export { flowRunInput, flowRunInputCreate, type FlowRunInput } from './objects/flow-run-input.ts'
export { flow, flowCreate, flowUpdate, type Flow } from './objects/flow.ts'
export { log, logCreate, type Log, type LogCreate, type LogCreateInput } from './objects/log.ts'
export {
  MESSAGE_FIELDS,
  notificationPolicy,
  notificationPolicyCreate,
  notificationPolicyFilter,
  notificationPolicyUpdate,
  type MessageField,
  type NotificationPolicy,
  type NotificationPolicyFilter,
} from './objects/notification-policy.ts'
export { fillMessage, MessageTemplateError } from './values/message-template.ts'
export { savedSearch, savedSearchCreate, type SavedSearch } from './objects/saved-search.ts'
export {
  cronSchedule,
  intervalSchedule,
  rruleSchedule,
  schedule,
  type CronSchedule,
  type IntervalSchedule,
  type RRuleSchedule,
  type Schedule,
  type ScheduleInput,
} from './objects/schedule.ts'
export {
  taskInputs,
  taskRun,
  taskRunCreate,
  taskRunInput,
  taskRunPolicy,
  taskRunUpdate,
  type TaskRun,
  type TaskRunCreate,
  type TaskRunInput,
  type TaskRunPolicy,
} from './objects/task-run.ts'
export { taskWorker, type TaskWorker } from './objects/task-worker.ts'
export { variable, variableCreate, variableUpdate, type Variable } from './objects/variable.ts'
export {
  baseJobTemplate,
  queueFilter,
  readiness,
  storageConfiguration,
  worker,
  workerHeartbeat,
  workPool,
  workPoolCreate,
  workPoolUpdate,
  workQueue,
  workQueueCreate,
  workQueueHealth,
  workQueueUpdate,
  type WorkPool,
  type WorkQueue,
  type Worker,
  type WorkerReport,
} from './objects/work-pool.ts'
export {
  artifactCollectionFilter,
  artifactFilter,
  artifactSort,
  type ArtifactCollectionFilter,
  type ArtifactFilter,
  type ArtifactSort,
} from './filters/artifact-filter.ts'
export { across } from './filters/across.ts'
export { automationFilter, automationSort, type AutomationFilter, type AutomationSort } from './filters/automation-filter.ts'
export {
  blockDocumentFilter,
  blockDocumentSort,
  blockSchemaFilter,
  blockTypeFilter,
  type BlockDocumentFilter,
  type BlockSchemaFilter,
  type BlockTypeFilter,
} from './filters/block-filter.ts'
export {
  anyIdCriterion,
  anyOrNotTextCriterion,
  anyTextCriterion,
  flagCriterion,
  idCriterion,
  likeCriterion,
  MAXIMUM_LIMIT,
  nameCriterion,
  nullCriterion,
  operator,
  optionalIdCriterion,
  optionalTextCriterion,
  page,
  rangeCriterion,
  tagsCriterion,
  timeCriterion,
  type IdCriterion,
  type NameCriterion,
  type Operator,
  type OptionalIdCriterion,
  type TagsCriterion,
  type TimeCriterion,
} from './filters/criteria.ts'
export { deploymentFilter, deploymentSort, type DeploymentFilter, type DeploymentFilterInput } from './filters/deployment-filter.ts'
export { eventFilter, labelMatch, type EventFilter, type EventFilterInput } from './filters/event-filter.ts'
export { flowFilter, flowSort, type FlowFilter, type FlowFilterInput } from './filters/flow-filter.ts'
export {
  flowRunFilter,
  flowRunSort,
  stateCriterion,
  type FlowRunFilter,
  type FlowRunFilterInput,
  type FlowRunSort,
  type StateCriterion,
} from './filters/flow-run-filter.ts'
export { logFilter, logSort, type LogFilter, type LogFilterInput } from './filters/log-filter.ts'
export { taskRunFilter, taskRunSort, type TaskRunFilter, type TaskRunFilterInput, type TaskRunSort } from './filters/task-run-filter.ts'
export { variableFilter, variableSort, type VariableFilter } from './filters/variable-filter.ts'
export {
  workerFilter,
  workerStatus,
  workPoolFilter,
  workQueueFilter,
  type WorkPoolFilter,
  type WorkQueueFilter,
  type WorkerFilter,
} from './filters/work-pool-filter.ts'
export {
  apiKey,
  apiKeyCreate,
  auditEntry,
  KEY_ROLES,
  RIGHTS,
  RIGHTS_OF,
  ROLES,
  user,
  userCreate,
  userUpdate,
  type ActorName,
  type ApiKey,
  type AuditEntry,
  type KeyRole,
  type Right,
  type Role,
  type User,
} from './objects/account.ts'
export { apiKeyRoutes, sessionRoutes, userRoutes, type Session } from './routes/accounts.ts'
export { auditRoutes, DELETED_KINDS, type AuditFilter } from './routes/audit.ts'
export { adminRoutes, collectionRoutes } from './routes/admin.ts'
export { artifactRoutes } from './routes/artifacts.ts'
export { automationRoutes, templateRoutes } from './routes/automations.ts'
export { blockCapabilityRoutes, blockDocumentRoutes, blockSchemaRoutes, blockTypeRoutes } from './routes/blocks.ts'
export { bulkRoutes } from './routes/bulk.ts'
export { concurrencyLimitV2Routes } from './routes/concurrency-limits-v2.ts'
export { concurrencyLimitRoutes } from './routes/concurrency-limits.ts'
export { DEAD_LETTER_KINDS, type DeadLetter, deadLetterRoutes } from './routes/dead-letters.ts'
export { deploymentRoutes } from './routes/deployments.ts'
export { countable, eventCount, eventRoutes, timeUnit, type Countable, type EventCount, type TimeUnit } from './routes/events.ts'
export { LEASE_HEADER, leaseHeader, parseLeaseHeader, type AskedLease } from './lease-header.ts'
export { explanationRoutes } from './routes/explanations.ts'
export { flowRunInputRoutes } from './routes/flow-run-inputs.ts'
export { flowRunRoutes, flowRunStateRoutes } from './routes/flow-runs.ts'
export { flowRoutes } from './routes/flows.ts'
export { logRoutes } from './routes/logs.ts'
export { notificationPolicyRoutes } from './routes/notification-policies.ts'
export { nothing, pageOf } from './routes/replies.ts'
export { ROUTE_RIGHTS, SOCKET_RIGHTS, type RouteRights } from './routes/route-rights.ts'
export { routes, type AllRoutes } from './routes/routes.ts'
export { savedSearchRoutes } from './routes/saved-searches.ts'
export {
  SEARCHED,
  serverViewRoutes,
  type FiringView,
  type Found,
  type HeldSlots,
  type NamedRun,
  type Overview,
  type PoolView,
  type ServerHealth,
  type SlotHolding,
  type TriedTrigger,
} from './routes/server-views.ts'
export { slotHolderRoutes } from './routes/slot-holders.ts'
export { runGraphRoutes, type GraphNode, type RunGraph } from './routes/run-graphs.ts'
export { runHistoryRoutes, type RunHistory } from './routes/run-histories.ts'
export { taskRunRoutes, taskRunStateRoutes } from './routes/task-runs.ts'
export { taskWorkerRoutes } from './routes/task-workers.ts'
export { uiRoutes, type SchemaValueError } from './routes/ui.ts'
export { variableRoutes } from './routes/variables.ts'
export { setupViewRoutes } from './routes/setup-views.ts'
export { flowRunRowSort, taskRunRowSort, viewRoutes, type FlowRunRowSort, type TaskRunRowSort } from './routes/views.ts'
export { workPoolRoutes } from './routes/work-pools.ts'
export { workQueueRoutes } from './routes/work-queues.ts'
export { explanation, reason, type Explanation, type Reason } from './views/explanation.ts'
export { flowRow, type FlowRowView } from './views/flow-row.ts'
export { flowGrid, type FlowGrid } from './views/grid.ts'
export { logMarks, logPlace, logSummary, type LogMarks, type LogSummary } from './views/logs.ts'
export { flowRunRow, MOST_COUNTED, rowsOf, runBar, slice, taskRunRow, type FlowRunRow, type RunBar, type TaskRunRow } from './views/rows.ts'
export {
  deploymentRow,
  workerRow,
  workPoolRow,
  type DeploymentRowView,
  type WorkerRowView,
  type WorkPoolRowView,
} from './views/setup-rows.ts'
export { lanePacker, packLanes, unpackLanes } from './views/pack-lanes.ts'
export { SEGMENT_KINDS } from './views/segment-kinds.ts'
export { type PackedTimeline, type Timeline, timeline, type TimelineLane, type TimelineSegment } from './views/timeline.ts'
