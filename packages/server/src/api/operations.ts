import type { Access } from '../accounts/access.ts'
import type { EventIngest } from '../events/ingest.ts'
import type { CsrfTokens } from '../http/csrf-tokens.ts'
import { type Operation, operationsOf } from '../http/operation.ts'
import { adminHandlers, type Readiness } from './admin.ts'
import { apiKeyHandlers } from './api-keys.ts'
import { artifactHandlers } from './artifacts.ts'
import { auditHandlers } from './audit.ts'
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
import { userHandlers } from './users.ts'
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
  readonly access: Access
}

/** Every route of the API with its handler. */
export const operations = ({ ingest, readiness, csrf, access }: Needs): Operation[] => [
  ...operationsOf('admin', adminHandlers(readiness, csrf)),
  ...operationsOf('apiKeys', apiKeyHandlers(access)),
  ...operationsOf('artifacts', artifactHandlers),
  ...operationsOf('audit', auditHandlers),
  ...operationsOf('automations', automationHandlers),
  ...operationsOf('blockCapabilities', blockCapabilityHandlers),
  ...operationsOf('blockDocuments', blockDocumentHandlers),
  ...operationsOf('blockSchemas', blockSchemaHandlers),
  ...operationsOf('blockTypes', blockTypeHandlers),
  ...operationsOf('bulk', bulkHandlers),
  ...operationsOf('collections', collectionHandlers),
  ...operationsOf('concurrencyLimits', concurrencyLimitHandlers),
  ...operationsOf('concurrencyLimitsV2', concurrencyLimitV2Handlers()),
  ...operationsOf('deadLetters', deadLetterHandlers),
  ...operationsOf('deployments', deploymentHandlers),
  ...operationsOf('events', eventHandlers(ingest)),
  ...operationsOf('flows', flowHandlers),
  ...operationsOf('explanations', explanationHandlers),
  ...operationsOf('flowRunInputs', flowRunInputHandlers),
  ...operationsOf('flowRuns', flowRunHandlers),
  ...operationsOf('flowRunStates', flowRunStateHandlers),
  ...operationsOf('logs', logHandlers),
  ...operationsOf('notificationPolicies', notificationPolicyHandlers),
  ...operationsOf('savedSearches', savedSearchHandlers),
  ...operationsOf('serverViews', serverViewHandlers),
  ...operationsOf('sessions', sessionHandlers(access)),
  ...operationsOf('setupViews', setupViewHandlers),
  ...operationsOf('slotHolders', slotHolderHandlers),
  ...operationsOf('runGraphs', runGraphHandlers),
  ...operationsOf('runHistories', runHistoryHandlers),
  ...operationsOf('taskRuns', taskRunHandlers),
  ...operationsOf('taskRunStates', taskRunStateHandlers),
  ...operationsOf('templates', templateHandlers),
  ...operationsOf('taskWorkers', taskWorkerHandlers),
  ...operationsOf('ui', uiHandlers),
  ...operationsOf('users', userHandlers(access)),
  ...operationsOf('variables', variableHandlers),
  ...operationsOf('views', viewHandlers),
  ...operationsOf('workPools', workPoolHandlers),
  ...operationsOf('workQueues', workQueueHandlers),
]
