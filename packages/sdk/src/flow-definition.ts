import type { BundleStorage } from './bundles/bundle-storage.ts'
import type { Block } from './blocks/block.ts'
import type { FlowImage } from './docker/flow-image.ts'
import type { FlowEnvironment } from './engine/flow-environment.ts'
import type { FlowRunInfo } from './context/flow-run.ts'
import { checkDelays, checkNumbers, checkResultStorage, checkTemplate, definitionName } from './definition-name.ts'
import type { TaskFuture } from './futures/task-future.ts'
import type { TaskFutures } from './futures/task-futures.ts'
import type { Hooks } from './hooks.ts'
import type { FlowInfrastructure, InfrastructureType } from './infrastructure.ts'
import { checkOptionNames } from './option-names.ts'
import type { NamedParameters } from './parameters/call-parameters.ts'
import { type AnyFunction, type Signature, signatureOf } from './parameters/signature.ts'
import type { StandardSchema } from './parameters/standard-schema.ts'
import { signatureWithSchema } from './parameters/validate.ts'
import type { ResultOptions } from './results/result-plan.ts'
import type { RetryDelay } from './retry-delays.ts'
import type { FlowSource } from './storage/flow-source.ts'
import type { TaskRunner } from './task-runners/task-runner.ts'

/** What a flow may be told beside its function. */
export interface FlowOptions extends ResultOptions {
  /** Default: the function's name. */
  readonly name?: string
  /** Of its deployments (default: the JSDoc comment on it, up to the tags). */
  readonly description?: string
  /** Of the runs (default: the hash of the flow's file). */
  readonly version?: string
  /** Tags of every run, beside those of `tags(…)` around the call. */
  readonly tags?: readonly string[]
  /** Name of each run: a text with `{parameter}` in it, or a function (default: the server makes one up). */
  readonly flowRunName?: string | ((parameters: NamedParameters) => string)
  /** How often a failed run is tried again (default: the setting `flows.defaultRetries`). */
  readonly retries?: number
  /** Seconds before each retry, as the server keeps them: rounded up to whole ones. */
  readonly retryDelaySeconds?: RetryDelay
  /** By which part of itself each delay may be longer or shorter, at random: 0.2 is ± 20 %. */
  readonly retryJitterFactor?: number
  /** Whether this error is worth another attempt (default: every one is). */
  readonly retryIf?: (error: unknown, run: FlowRunInfo) => boolean | Promise<boolean>
  /** An attempt that takes longer is Failed with the name TimedOut; its `flowRun().signal` aborts. */
  readonly timeoutSeconds?: number
  /** How submitted and mapped tasks run (default: `concurrent()`). */
  readonly taskRunner?: TaskRunner
  /**
   * Where `register` puts the flow's code and workers fetch it from: a storage block, as `s3/prod`, `s3/prod/folder` or by itself,
   * for the folder of the flow; `new BundleStorage(…)` for the flow as it is now, in one file; or an image, as `new Docker(…)` of
   * `@millrace/docker` (default: it stays where it is).
   */
  readonly storage?: string | Block | BundleStorage | FlowImage
  /**
   * In what runs of a deployment by `register` execute: a block as `docker-container/prod` or by itself, a type (`process`,
   * `docker-container`, `kubernetes-job`), or a type with what is different from its defaults (default: a container where the storage
   * is an image, else a process).
   */
  readonly infrastructure?: InfrastructureType | `${string}/${string}` | Block | FlowInfrastructure
  /** What stands around runs of its deployments where they execute: `setup()` before, `execute(run)` around. Local calls do not have it. */
  readonly environment?: FlowEnvironment
  /** What the parameters must be: a zod object or any other Standard Schema. They are checked and coerced before the run. */
  readonly parameters?: StandardSchema
  /** Take what flow and tasks print by `console` as log lines (default: the setting `logging.logPrints`). */
  readonly logPrints?: boolean
  /** For a subflow: futures that must complete first although they are no arguments. */
  readonly waitFor?: readonly (TaskFuture<unknown> | TaskFutures<unknown>)[]
  readonly onRunning?: Hooks<FlowDefinition, FlowRunInfo>
  readonly onCompletion?: Hooks<FlowDefinition, FlowRunInfo>
  readonly onFailure?: Hooks<FlowDefinition, FlowRunInfo>
  readonly onCancellation?: Hooks<FlowDefinition, FlowRunInfo>
  readonly onCrashed?: Hooks<FlowDefinition, FlowRunInfo>
}

/** A flow as the engine, deployments and the runner see it. */
export interface FlowDefinition {
  readonly kind: 'flow'
  readonly name: string
  readonly fn: AnyFunction
  readonly signature: Signature
  readonly options: FlowOptions
  /** The file that called `flow(…)`; undefined where the stack does not tell. */
  readonly file: string | undefined
  /** Where `Flow.from` got it; undefined for others. */
  readonly origin?: FlowOrigin | undefined
}

/** Code that was fetched, and the flow in it. */
export interface FlowOrigin {
  readonly source: FlowSource
  /** From the top of the source. */
  readonly entrypoint: string
  /** The folder on this machine that it was fetched into. */
  readonly folder: string
}

/** Checks and completes what a user said of a flow. */
export function defineFlow(options: FlowOptions, fn: AnyFunction, file: string | undefined): FlowDefinition {
  const name = definitionName('flow', options.name, fn)
  checkOptionNames(`flow '${name}'`, options, OPTIONS)
  checkResultStorage(`flow '${name}'`, options.resultStorage)
  checkNumbers(`flow '${name}'`, {
    retries: options.retries,
    retryJitterFactor: options.retryJitterFactor,
    timeoutSeconds: options.timeoutSeconds,
  })
  checkDelays(`flow '${name}'`, options.retryDelaySeconds)
  const own = signatureOf(fn)
  const signature = options.parameters === undefined ? own : signatureWithSchema(own, options.parameters)
  checkTemplate(`flow '${name}'`, 'flowRunName', options.flowRunName, signature)
  return { kind: 'flow', name, fn, signature, options, file }
}

/** Every option of a flow. */
const OPTIONS: Readonly<Record<keyof FlowOptions, true>> = {
  name: true,
  description: true,
  version: true,
  tags: true,
  flowRunName: true,
  retries: true,
  retryDelaySeconds: true,
  retryJitterFactor: true,
  retryIf: true,
  timeoutSeconds: true,
  taskRunner: true,
  storage: true,
  infrastructure: true,
  environment: true,
  parameters: true,
  persistResult: true,
  resultSerializer: true,
  resultStorage: true,
  logPrints: true,
  waitFor: true,
  onRunning: true,
  onCompletion: true,
  onFailure: true,
  onCancellation: true,
  onCrashed: true,
}
