export { createAgent, type AgentOptions } from './agent.ts'
export {
  MissingWorkerPackage,
  UnknownWorkerType,
  UnsupportedInfrastructure,
  WorkerError,
  WorkPoolNotFound,
  WorkQueueNotFound,
  WrongWorkPoolType,
} from './errors.ts'
export type { HealthServer } from './health/serve-health.ts'
export { createPoolWorker, type CommonOptions, type PoolWorkerOptions } from './pool-worker.ts'
export { InvalidJob } from './runs/prepare-job.ts'
export { workerTypeFor, workerTypeNames } from './types/registry.ts'
export type { BaseJobTemplate } from '@millrace/protocol/job-templates'
export type { Infrastructure, InfrastructureEnd, Job, WorkerType } from './types/worker-type.ts'
export { Worker, type WorkerOptions } from './worker.ts'
export { silentLog, type WorkerLog } from './worker-log.ts'
