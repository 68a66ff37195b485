import { adminRoutes, collectionRoutes } from './admin.ts'
import { blockCapabilityRoutes, blockDocumentRoutes, blockSchemaRoutes, blockTypeRoutes } from './blocks.ts'
import { deploymentRoutes } from './deployments.ts'
import { eventRoutes } from './events.ts'
import { flowRunRoutes, flowRunStateRoutes } from './flow-runs.ts'
import { flowRoutes } from './flows.ts'
import { logRoutes } from './logs.ts'
import { taskRunRoutes, taskRunStateRoutes } from './task-runs.ts'
import { variableRoutes } from './variables.ts'
import { workPoolRoutes } from './work-pools.ts'
import { workQueueRoutes } from './work-queues.ts'

/** Every group of routes; the names are those of the client's members and of the handlers' files. */
export const routes = {
  admin: adminRoutes,
  blockCapabilities: blockCapabilityRoutes,
  blockDocuments: blockDocumentRoutes,
  blockSchemas: blockSchemaRoutes,
  blockTypes: blockTypeRoutes,
  collections: collectionRoutes,
  deployments: deploymentRoutes,
  events: eventRoutes,
  flowRuns: flowRunRoutes,
  flowRunStates: flowRunStateRoutes,
  flows: flowRoutes,
  logs: logRoutes,
  taskRuns: taskRunRoutes,
  taskRunStates: taskRunStateRoutes,
  variables: variableRoutes,
  workPools: workPoolRoutes,
  workQueues: workQueueRoutes,
} as const

export type AllRoutes = typeof routes
