import { apiKeyRoutes, sessionRoutes, userRoutes } from './accounts.ts'
import { adminRoutes, collectionRoutes } from './admin.ts'
import { artifactRoutes } from './artifacts.ts'
import { auditRoutes } from './audit.ts'
import { automationRoutes, templateRoutes } from './automations.ts'
import { blockCapabilityRoutes, blockDocumentRoutes, blockSchemaRoutes, blockTypeRoutes } from './blocks.ts'
import { bulkRoutes } from './bulk.ts'
import { concurrencyLimitV2Routes } from './concurrency-limits-v2.ts'
import { concurrencyLimitRoutes } from './concurrency-limits.ts'
import { deadLetterRoutes } from './dead-letters.ts'
import { deploymentRoutes } from './deployments.ts'
import { eventRoutes } from './events.ts'
import { explanationRoutes } from './explanations.ts'
import { flowRunInputRoutes } from './flow-run-inputs.ts'
import { flowRunRoutes, flowRunStateRoutes } from './flow-runs.ts'
import { flowRoutes } from './flows.ts'
import { logRoutes } from './logs.ts'
import { notificationPolicyRoutes } from './notification-policies.ts'
import { savedSearchRoutes } from './saved-searches.ts'
import { serverViewRoutes } from './server-views.ts'
import { setupViewRoutes } from './setup-views.ts'
import { slotHolderRoutes } from './slot-holders.ts'
import { runGraphRoutes } from './run-graphs.ts'
import { runHistoryRoutes } from './run-histories.ts'
import { taskRunRoutes, taskRunStateRoutes } from './task-runs.ts'
import { taskWorkerRoutes } from './task-workers.ts'
import { uiRoutes } from './ui.ts'
import { variableRoutes } from './variables.ts'
import { viewRoutes } from './views.ts'
import { workPoolRoutes } from './work-pools.ts'
import { workQueueRoutes } from './work-queues.ts'

/** The type of `routes`, written out: inferred, it is longer than the compiler writes down. */
export type AllRoutes = {
  readonly admin: typeof adminRoutes
  readonly apiKeys: typeof apiKeyRoutes
  readonly artifacts: typeof artifactRoutes
  readonly audit: typeof auditRoutes
  readonly automations: typeof automationRoutes
  readonly blockCapabilities: typeof blockCapabilityRoutes
  readonly blockDocuments: typeof blockDocumentRoutes
  readonly blockSchemas: typeof blockSchemaRoutes
  readonly blockTypes: typeof blockTypeRoutes
  readonly bulk: typeof bulkRoutes
  readonly collections: typeof collectionRoutes
  readonly concurrencyLimits: typeof concurrencyLimitRoutes
  readonly concurrencyLimitsV2: typeof concurrencyLimitV2Routes
  readonly deadLetters: typeof deadLetterRoutes
  readonly deployments: typeof deploymentRoutes
  readonly events: typeof eventRoutes
  readonly explanations: typeof explanationRoutes
  readonly flowRunInputs: typeof flowRunInputRoutes
  readonly flowRuns: typeof flowRunRoutes
  readonly flowRunStates: typeof flowRunStateRoutes
  readonly flows: typeof flowRoutes
  readonly logs: typeof logRoutes
  readonly notificationPolicies: typeof notificationPolicyRoutes
  readonly savedSearches: typeof savedSearchRoutes
  readonly serverViews: typeof serverViewRoutes
  readonly sessions: typeof sessionRoutes
  readonly setupViews: typeof setupViewRoutes
  readonly slotHolders: typeof slotHolderRoutes
  readonly runGraphs: typeof runGraphRoutes
  readonly runHistories: typeof runHistoryRoutes
  readonly taskRuns: typeof taskRunRoutes
  readonly taskRunStates: typeof taskRunStateRoutes
  readonly templates: typeof templateRoutes
  readonly taskWorkers: typeof taskWorkerRoutes
  readonly ui: typeof uiRoutes
  readonly users: typeof userRoutes
  readonly variables: typeof variableRoutes
  readonly views: typeof viewRoutes
  readonly workPools: typeof workPoolRoutes
  readonly workQueues: typeof workQueueRoutes
}

/** Every group of routes; the names are those of the client's members and of the handlers' files. */
export const routes: AllRoutes = {
  admin: adminRoutes,
  apiKeys: apiKeyRoutes,
  artifacts: artifactRoutes,
  audit: auditRoutes,
  automations: automationRoutes,
  blockCapabilities: blockCapabilityRoutes,
  blockDocuments: blockDocumentRoutes,
  blockSchemas: blockSchemaRoutes,
  blockTypes: blockTypeRoutes,
  bulk: bulkRoutes,
  collections: collectionRoutes,
  concurrencyLimits: concurrencyLimitRoutes,
  concurrencyLimitsV2: concurrencyLimitV2Routes,
  deadLetters: deadLetterRoutes,
  deployments: deploymentRoutes,
  events: eventRoutes,
  explanations: explanationRoutes,
  flowRunInputs: flowRunInputRoutes,
  flowRuns: flowRunRoutes,
  flowRunStates: flowRunStateRoutes,
  flows: flowRoutes,
  logs: logRoutes,
  notificationPolicies: notificationPolicyRoutes,
  savedSearches: savedSearchRoutes,
  serverViews: serverViewRoutes,
  sessions: sessionRoutes,
  setupViews: setupViewRoutes,
  slotHolders: slotHolderRoutes,
  runGraphs: runGraphRoutes,
  runHistories: runHistoryRoutes,
  taskRuns: taskRunRoutes,
  taskRunStates: taskRunStateRoutes,
  templates: templateRoutes,
  taskWorkers: taskWorkerRoutes,
  ui: uiRoutes,
  users: userRoutes,
  variables: variableRoutes,
  views: viewRoutes,
  workPools: workPoolRoutes,
  workQueues: workQueueRoutes,
}
