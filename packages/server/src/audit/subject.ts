import type { AllRoutes } from '@millrace/protocol'

/** What something was done to. */
export interface Subject {
  readonly kind: string | null
  readonly id: string | null
  readonly name: string | null
  /** What was deleted and took this with it. */
  readonly with?: Omit<Subject, 'with'>
}

/** What the routes of a group are about; null where it is no one object. */
const KIND_OF_GROUP: Readonly<Record<keyof AllRoutes, string | null>> = {
  admin: null,
  apiKeys: 'api-key',
  artifacts: 'artifact',
  audit: null,
  automations: 'automation',
  blockCapabilities: null,
  blockDocuments: 'block',
  blockSchemas: 'block-schema',
  blockTypes: 'block-type',
  bulk: null,
  collections: null,
  concurrencyLimits: 'concurrency-limit',
  concurrencyLimitsV2: 'concurrency-limit',
  deadLetters: 'dead-letter',
  deployments: 'deployment',
  events: null,
  explanations: null,
  flowRunInputs: 'flow-run',
  flowRuns: 'flow-run',
  flowRunStates: 'flow-run',
  flows: 'flow',
  logs: null,
  notificationPolicies: 'notification-policy',
  savedSearches: 'saved-search',
  serverViews: null,
  sessions: 'user',
  setupViews: null,
  slotHolders: null,
  runGraphs: 'flow-run',
  runHistories: null,
  taskRuns: 'task-run',
  taskRunStates: 'task-run',
  templates: null,
  taskWorkers: null,
  ui: 'flow-run',
  users: 'user',
  variables: 'variable',
  views: null,
  workPools: 'work-pool',
  workQueues: 'work-queue',
}

/** Routes that are about something else than their group. */
const KIND_OF_ACTION: Readonly<Record<string, string>> = {
  'blockTypes.listDocuments': 'block',
  'blockTypes.readDocument': 'block',
  'deployments.updateSchedule': 'schedule',
  'deployments.deleteSchedule': 'schedule',
  'workPools.createQueue': 'work-queue',
  'workPools.updateQueue': 'work-queue',
  'workPools.deleteQueue': 'work-queue',
  'workPools.deleteWorker': 'worker',
}

/** What a route is about. */
export const kindOf = (action: string): string | null =>
  KIND_OF_ACTION[action] ?? KIND_OF_GROUP[(action.split('.')[0] ?? '') as keyof AllRoutes] ?? null
