export { addAssetMetadata } from './assets/asset-metadata.ts'
export { Asset, type AssetOrKey, type AssetProperties } from './assets/asset.ts'
export { artifacts, type ArtifactOptions, type Progress } from './artifacts.ts'
export { BundleError, PackagesMissing } from './bundles/errors.ts'
export type { BundleManifest } from './bundles/manifest.ts'
export type { SavedFlow, SaveOptions } from './bundles/save-flow.ts'
export { BackgroundFuture } from './background/background-future.ts'
export type { ServeTasksOptions } from './background/task-worker.ts'
export { Block, type SavedAs } from './blocks/block.ts'
export type { BlockOptions, BlockType } from './blocks/block-type.ts'
export { BlockNotFound } from './blocks/errors.ts'
export { loadBlock } from './blocks/references.ts'
export { SecretValue } from './blocks/secret-value.ts'
export { cacheBy, CachePolicy, type CacheContext } from './caching/cache-policy.ts'
export { CallRefused, NotSendable, TaskNotLoadable, WorkerLost } from './calls/errors.ts'
export type { CallContext, PlacedCall, TaskAddress, TaskCall } from './calls/task-call.ts'
export { concurrency, type ConcurrencyOptions, type HeldSlots } from './concurrency/concurrency.ts'
export { rateLimit } from './concurrency/rate-limit.ts'
export { SlotsTimedOut, type SlotOptions } from './concurrency/take-slots.ts'
export type { Client } from '@millrace/client'
export { disconnect, getClient } from './connection/session.ts'
export { NoServer } from './connection/errors.ts'
export { setEmbeddedServer, type EmbeddedServerModule } from './connection/embedded.ts'
export { flowRun, type FlowRunInfo } from './context/flow-run.ts'
export { tags } from './context/tags.ts'
export { taskRun, type TaskRunInfo } from './context/task-run.ts'
export type { FlowImage, ImageOptions } from './docker/flow-image.ts'
export { emitEvent, type EmitEventOptions } from './emit-event.ts'
export { runFlowRun } from './engine/lazy.ts'
export type { RunFlowRunOptions } from './engine/run-flow-run.ts'
export {
  DefinitionError,
  MillraceError,
  MissingResult,
  NotResumed,
  OutsideRun,
  ParameterError,
  PauseTimedOut,
  ProcessEnding,
  RunAborted,
  RunCancelled,
  RunFailed,
  RunSuperseded,
  RunSuspended,
  RunTimedOut,
  UpstreamFailed,
  type ParameterProblem,
} from './errors.ts'
export { isFlow, type AnyFlow } from './any-flow.ts'
export { Flow, flow, type FlowMembers } from './flow.ts'
export type { FlowEnvironment } from './engine/flow-environment.ts'
export type { FlowDefinition, FlowOptions } from './flow-definition.ts'
export { allowFailure, unmapped, type AllowedFailure, type Unmapped } from './futures/annotations.ts'
export { NotVisualizable } from './visualize/errors.ts'
export { wait, type Waited } from './futures/wait-for.ts'
export { asCompleted, type EndedTask } from './futures/as-completed.ts'
export type { Futurable, FuturableArguments, Mappable, MappableArguments } from './futures/futurable.ts'
export { TaskFuture } from './futures/task-future.ts'
export { TaskFutures } from './futures/task-futures.ts'
export type { Hook, Hooks } from './hooks.ts'
export type {
  DockerInfrastructure,
  FlowInfrastructure,
  InfrastructureType,
  KubernetesInfrastructure,
  ProcessInfrastructure,
} from './infrastructure.ts'
export { receiveInput, type ReceivedInput, type ReceiveInputOptions } from './inputs/receive-input.ts'
export { sendInput, type SendInputOptions } from './inputs/send-input.ts'
export { LockNotHeld } from './locks/errors.ts'
export { fileLocks } from './locks/file-locks.ts'
export type { AcquireOptions, LockManager, WaitOptions } from './locks/lock-manager.ts'
export { memoryLocks } from './locks/memory-locks.ts'
export { redisLocks } from './locks/redis-locks.ts'
export { logger } from './logger.ts'
export { addLogHandler, type LogLine } from './logging/log-handlers.ts'
export type { Logger } from './logging/run-logger.ts'
export { callWithParameters, type NamedParameters } from './parameters/call-parameters.ts'
export { signatureOf, type AnyFunction, type Parameter, type Signature } from './parameters/signature.ts'
export type { InputOf, OutputOf, StandardSchema } from './parameters/standard-schema.ts'
export { pause, suspend, type PauseOptions } from './pauses/pause.ts'
export { resumeFlowRun, type ResumeOptions } from './pauses/resume-flow-run.ts'
export type { Called, ResultOf } from './result-of.ts'
export { flowRunResult, type FlowRunResultOptions } from './results/flow-run-result.ts'
export { localStorage } from './results/local-storage.ts'
export type { ResultOptions } from './results/result-plan.ts'
export { memoryStorage } from './results/memory-storage.ts'
export { azureStorage, gcsStorage, opendalStorage, s3Storage, type ObjectStorageOptions } from './results/object-storage.ts'
export {
  compressed,
  devalueSerializer,
  encrypted,
  jsonSerializer,
  v8Serializer,
  type Compression,
  type EncryptionOptions,
  type Serializer,
} from './results/serializers.ts'
export type { StorageKey, StorageKeyContext } from './results/storage-key.ts'
export type { ResultStorage } from './results/storage.ts'
export { exponential, type RetryDelay } from './retry-delays.ts'
export { deploy } from './deploy.ts'
export { serve } from './serve.ts'
export { serveTasks } from './serve-tasks.ts'
export type { DeployOptions, DeploymentOptions, RegisterOptions, ServeFlowOptions, ServeOptions } from './serving/options.ts'
export type { DeployedFlow, SharedDeployOptions } from './serving/deploy-all.ts'
export type { ServedDeployment } from './serving/serve.ts'
export type { FlowSource, GitSource } from './storage/flow-source.ts'
export { sleep } from './sleep.ts'
export { Cancelled, Completed, Crashed, Failed } from './states/returned.ts'
export { RunState, type Outcome } from './states/run-state.ts'
export { isTask, task, type AnyTask, type Task, type TaskMembers } from './task.ts'
export type { CacheOptions, TaskDefinition, TaskOptions } from './task-definition.ts'
export { concurrent } from './task-runners/concurrent.ts'
export { sequential } from './task-runners/sequential.ts'
export { distributed, type DistributedOptions } from './task-runners/distributed.ts'
export type { PoolOptions } from './task-runners/pooled.ts'
export { processes } from './task-runners/processes.ts'
export type { OpenTaskRunner, TaskRunner } from './task-runners/task-runner.ts'
export { threads } from './task-runners/threads.ts'
export { currentTransaction } from './transactions/active.ts'
export { transaction, type OpenTransaction, type TransactionOptions } from './transactions/open-transaction.ts'
export type {
  CommitMode,
  IsolationLevel,
  Transaction,
  TransactionHook,
  TransactionHooks,
  TransactionState,
} from './transactions/transaction.ts'
export { variables } from './variables.ts'
