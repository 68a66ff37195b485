import {
  adminRoutes,
  artifactRoutes,
  automationRoutes,
  blockCapabilityRoutes,
  blockDocumentRoutes,
  blockSchemaRoutes,
  blockTypeRoutes,
  bulkRoutes,
  collectionRoutes,
  concurrencyLimitRoutes,
  concurrencyLimitV2Routes,
  deadLetterRoutes,
  deploymentRoutes,
  eventRoutes,
  flowRoutes,
  explanationRoutes,
  flowRunInputRoutes,
  flowRunRoutes,
  flowRunStateRoutes,
  logRoutes,
  notificationPolicyRoutes,
  savedSearchRoutes,
  serverViewRoutes,
  sessionRoutes,
  setupViewRoutes,
  slotHolderRoutes,
  runGraphRoutes,
  runHistoryRoutes,
  taskRunRoutes,
  taskRunStateRoutes,
  taskWorkerRoutes,
  templateRoutes,
  uiRoutes,
  variableRoutes,
  viewRoutes,
  workPoolRoutes,
  workQueueRoutes,
} from '@millrace/protocol'
import type { EventIngest } from '../events/ingest.ts'
import type { CsrfTokens } from '../http/csrf-tokens.ts'
import { type Operation, operationsOf } from '../http/operation.ts'
import { adminHandlers, type Readiness } from './admin.ts'
import { artifactHandlers } from './artifacts.ts'
import { automationHandlers } from './automations.ts'
import { blockCapabilityHandlers } from './block-capabilities.ts'
import { blockDocumentHandlers } from './block-documents.ts'
import { blockSchemaHandlers } from './block-schemas.ts'
import { blockTypeHandlers } from './block-types.ts'
import { bulkHandlers } from './bulk.ts'
import { collectionHandlers } from './collections.ts'
import { concurrencyLimitV2Handlers } from './concurrency-limits-v2.ts'
import { concurrencyLimitHandlers } from './concurrency-limits.ts'
import { deadLetterHandlers } from './dead-letters.ts'
import { deploymentHandlers } from './deployments.ts'
import { eventHandlers } from './events.ts'
import { flowRunInputHandlers } from './flow-run-inputs.ts'
import { flowRunStateHandlers } from './flow-run-states.ts'
import { flowRunHandlers } from './flow-runs.ts'
import { flowHandlers } from './flows.ts'
import { logHandlers } from './logs.ts'
import { notificationPolicyHandlers } from './notification-policies.ts'
import { savedSearchHandlers } from './saved-searches.ts'
import { sessionHandlers } from './sessions.ts'
import { slotHolderHandlers } from './slot-holders.ts'
import { runGraphHandlers } from './run-graphs.ts'
import { runHistoryHandlers } from './run-histories.ts'
import { taskRunStateHandlers } from './task-run-states.ts'
import { taskRunHandlers } from './task-runs.ts'
import { templateHandlers } from './templates.ts'
import { taskWorkerHandlers } from './task-workers.ts'
import { uiHandlers } from './ui.ts'
import { variableHandlers } from './variables.ts'
import { explanationHandlers } from '../views/explanations.ts'
import { serverViewHandlers } from '../views/server-views.ts'
import { setupViewHandlers } from '../views/setup-views.ts'
import { viewHandlers } from '../views/views.ts'
import { workPoolHandlers } from './work-pools.ts'
import { workQueueHandlers } from './work-queues.ts'

interface Needs {
  readonly ingest: EventIngest
  readonly readiness: Readiness
  readonly csrf: CsrfTokens
}

/** Every route of the API with its handler. */
export const operations = ({ ingest, readiness, csrf }: Needs): Operation[] => [
  ...operationsOf(adminRoutes, adminHandlers(readiness, csrf)),
  ...operationsOf(artifactRoutes, artifactHandlers),
  ...operationsOf(automationRoutes, automationHandlers),
  ...operationsOf(blockCapabilityRoutes, blockCapabilityHandlers),
  ...operationsOf(blockDocumentRoutes, blockDocumentHandlers),
  ...operationsOf(blockSchemaRoutes, blockSchemaHandlers),
  ...operationsOf(blockTypeRoutes, blockTypeHandlers),
  ...operationsOf(bulkRoutes, bulkHandlers),
  ...operationsOf(collectionRoutes, collectionHandlers),
  ...operationsOf(concurrencyLimitRoutes, concurrencyLimitHandlers),
  ...operationsOf(concurrencyLimitV2Routes, concurrencyLimitV2Handlers()),
  ...operationsOf(deadLetterRoutes, deadLetterHandlers),
  ...operationsOf(deploymentRoutes, deploymentHandlers),
  ...operationsOf(eventRoutes, eventHandlers(ingest)),
  ...operationsOf(flowRoutes, flowHandlers),
  ...operationsOf(explanationRoutes, explanationHandlers),
  ...operationsOf(flowRunInputRoutes, flowRunInputHandlers),
  ...operationsOf(flowRunRoutes, flowRunHandlers),
  ...operationsOf(flowRunStateRoutes, flowRunStateHandlers),
  ...operationsOf(logRoutes, logHandlers),
  ...operationsOf(notificationPolicyRoutes, notificationPolicyHandlers),
  ...operationsOf(savedSearchRoutes, savedSearchHandlers),
  ...operationsOf(serverViewRoutes, serverViewHandlers),
  ...operationsOf(sessionRoutes, sessionHandlers),
  ...operationsOf(setupViewRoutes, setupViewHandlers),
  ...operationsOf(slotHolderRoutes, slotHolderHandlers),
  ...operationsOf(runGraphRoutes, runGraphHandlers),
  ...operationsOf(runHistoryRoutes, runHistoryHandlers),
  ...operationsOf(taskRunRoutes, taskRunHandlers),
  ...operationsOf(taskRunStateRoutes, taskRunStateHandlers),
  ...operationsOf(templateRoutes, templateHandlers),
  ...operationsOf(taskWorkerRoutes, taskWorkerHandlers),
  ...operationsOf(uiRoutes, uiHandlers),
  ...operationsOf(variableRoutes, variableHandlers),
  ...operationsOf(viewRoutes, viewHandlers),
  ...operationsOf(workPoolRoutes, workPoolHandlers),
  ...operationsOf(workQueueRoutes, workQueueHandlers),
]
