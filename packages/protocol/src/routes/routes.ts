import { adminRoutes, collectionRoutes } from './admin.ts'
import { artifactRoutes } from './artifacts.ts'
import { automationRoutes, templateRoutes } from './automations.ts'
import { blockCapabilityRoutes, blockDocumentRoutes, blockSchemaRoutes, blockTypeRoutes } from './blocks.ts'
import { bulkRoutes } from './bulk.ts'
import { concurrencyLimitV2Routes } from './concurrency-limits-v2.ts'
import { concurrencyLimitRoutes } from './concurrency-limits.ts'
import { deploymentRoutes } from './deployments.ts'
import { eventRoutes } from './events.ts'
import { flowRunInputRoutes } from './flow-run-inputs.ts'
import { flowRunRoutes, flowRunStateRoutes } from './flow-runs.ts'
import { flowRoutes } from './flows.ts'
import { logRoutes } from './logs.ts'
import { savedSearchRoutes } from './saved-searches.ts'
import { slotHolderRoutes } from './slot-holders.ts'
import { runGraphRoutes } from './run-graphs.ts'
import { taskRunRoutes, taskRunStateRoutes } from './task-runs.ts'
import { taskWorkerRoutes } from './task-workers.ts'
import { variableRoutes } from './variables.ts'
import { workPoolRoutes } from './work-pools.ts'
import { workQueueRoutes } from './work-queues.ts'

/** Every group of routes; the names are those of the client's members and of the handlers' files. */
export const routes = {
  admin: adminRoutes,
  artifacts: artifactRoutes,
  automations: automationRoutes,
  blockCapabilities: blockCapabilityRoutes,
  blockDocuments: blockDocumentRoutes,
  blockSchemas: blockSchemaRoutes,
  blockTypes: blockTypeRoutes,
  bulk: bulkRoutes,
  collections: collectionRoutes,
  concurrencyLimits: concurrencyLimitRoutes,
  concurrencyLimitsV2: concurrencyLimitV2Routes,
  deployments: deploymentRoutes,
  events: eventRoutes,
  flowRunInputs: flowRunInputRoutes,
  flowRuns: flowRunRoutes,
  flowRunStates: flowRunStateRoutes,
  flows: flowRoutes,
  logs: logRoutes,
  savedSearches: savedSearchRoutes,
  slotHolders: slotHolderRoutes,
  runGraphs: runGraphRoutes,
  taskRuns: taskRunRoutes,
  taskRunStates: taskRunStateRoutes,
  taskWorkers: taskWorkerRoutes,
  templates: templateRoutes,
  variables: variableRoutes,
  workPools: workPoolRoutes,
  workQueues: workQueueRoutes,
} as const

export type AllRoutes = typeof routes
