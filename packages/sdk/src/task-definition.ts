import { type AssetOrKey, assetsOf } from './assets/asset.ts'
import { type CacheContext, CachePolicy } from './caching/cache-policy.ts'
import { checkDelays, checkNumbers, checkResultStorage, checkTemplate, definitionName } from './definition-name.ts'
import { DefinitionError } from './errors.ts'
import type { TaskFuture } from './futures/task-future.ts'
import type { TaskFutures } from './futures/task-futures.ts'
import type { Hooks } from './hooks.ts'
import { fingerprint } from './identifiers.ts'
import type { NamedParameters } from './parameters/call-parameters.ts'
import { type AnyFunction, type Signature, signatureOf } from './parameters/signature.ts'
import { checkOptionNames } from './option-names.ts'
import type { LockManager } from './locks/lock-manager.ts'
import type { ResultOptions } from './results/result-plan.ts'
import type { StorageKey } from './results/storage-key.ts'
import type { ResultStorage } from './results/storage.ts'
import type { RetryDelay } from './retry-delays.ts'
import type { TaskRunInfo } from './context/task-run.ts'
import type { IsolationLevel, TransactionHooks } from './transactions/transaction.ts'

/** When a task takes an earlier result in place of running. */
export interface CacheOptions {
  /**
   * What makes results the same: a policy such as `cacheBy.inputs.plus(cacheBy.flowParameters)`, `inputs` for the task's
   * source and arguments, or a function for its own text, where undefined keeps this run out of the cache.
   */
  readonly by: 'inputs' | CachePolicy | ((context: CacheContext) => string | undefined)
  /** How long a result is good, in seconds (default: for ever). */
  readonly forSeconds?: number | undefined
  /** Run in any case, and put the result in place of the one that is there (default: the setting `tasks.refreshCache`). */
  readonly refresh?: boolean | undefined
  /** Where keys are looked up (default: where results are kept). */
  readonly keyStorage?: ResultStorage | undefined
  /** `SERIALIZABLE`: of all runs with the same key, one computes and the others wait for its result. Needs `locks`. */
  readonly isolationLevel?: IsolationLevel | undefined
  /** Where the locks of keys are: `memoryLocks()`, `fileLocks(folder)`, or `redisLocks(…)` of `@millrace/redis`. */
  readonly locks?: LockManager | undefined
}

/** What a task may be told beside its function. */
export interface TaskOptions extends ResultOptions {
  /** Default: the function's name. */
  readonly name?: string
  readonly description?: string
  readonly version?: string
  readonly tags?: readonly string[]
  /** Name of each run: a text with `{parameter}` in it, or a function (default: the task's name and a number). */
  readonly taskRunName?: string | ((parameters: NamedParameters) => string)
  /** How often a failed run is tried again (default: the setting `tasks.defaultRetries`). */
  readonly retries?: number
  readonly retryDelaySeconds?: RetryDelay
  /** By which part of itself each delay may be longer or shorter, at random: 0.2 is ± 20 %. */
  readonly retryJitterFactor?: number
  /** Whether this error is worth another try (default: every one is). */
  readonly retryIf?: (error: unknown, run: TaskRunInfo) => boolean | Promise<boolean>
  /** An attempt that takes longer is Failed with the name TimedOut; its `taskRun().signal` aborts. */
  readonly timeoutSeconds?: number
  /**
   * Under which name the result is kept in the storage, and with it that it is kept (default: one of the run's own). Runs with the
   * same name write over each other.
   */
  readonly resultStorageKey?: StorageKey | undefined
  /** Take an earlier result in place of running; a policy alone stands for `{ by: policy }`. */
  readonly cache?: CacheOptions | CachePolicy | undefined
  /** Take what the task prints by `console` as log lines (default: as the flow). */
  readonly logPrints?: boolean
  /** Futures that must complete first although they are no arguments. */
  readonly waitFor?: readonly (TaskFuture<unknown> | TaskFutures<unknown>)[]
  /** What the task makes outside of Millrace, as `s3://lake/orders.csv` or `new Asset(…)`: events tell when it did, or failed to. */
  readonly assets?: AssetOrKey | readonly AssetOrKey[] | undefined
  /** The tool that makes them in the end, as `dbt`. */
  readonly materializedBy?: string | undefined
  /** Assets that the task uses, beside those behind the tasks that its arguments come from. */
  readonly assetDeps?: AssetOrKey | readonly AssetOrKey[] | undefined
  /** What stands for the task's result while `flow.visualize()` runs the code of a flow without its tasks. */
  readonly vizReturnValue?: unknown
  readonly onRunning?: Hooks<TaskDefinition, TaskRunInfo>
  readonly onCompletion?: Hooks<TaskDefinition, TaskRunInfo>
  readonly onFailure?: Hooks<TaskDefinition, TaskRunInfo>
  /** Called when what the task did becomes final: at the end of the transaction around, or of the task itself. */
  readonly onCommit?: TransactionHooks['onCommit']
  /** Called to undo what the task did: something else in the transaction around failed. */
  readonly onRollback?: TransactionHooks['onRollback']
}

/** A task as the engine sees it. */
export interface TaskDefinition {
  readonly kind: 'task'
  readonly name: string
  /** Name and source of the function: the same in every process that has the same code. */
  readonly key: string
  readonly fn: AnyFunction
  readonly signature: Signature
  readonly options: TaskOptions
  /** By this, threads, processes and nodes find the function. */
  readonly origin: TaskOrigin
}

/** Where and as what `task(…)` was called first; `withOptions` does not change it. */
export interface TaskOrigin {
  /** Undefined where the stack does not tell. */
  readonly file: string | undefined
  readonly name: string
  readonly key: string
}

/** What a task says about caching, whichever form it says it in. */
export function cacheOptions({ cache }: TaskOptions): CacheOptions | undefined {
  return cache instanceof CachePolicy ? { by: cache } : cache
}

/** Checks and completes what a user said of a task. */
export function defineTask(
  options: TaskOptions,
  fn: AnyFunction,
  from: TaskOrigin | { readonly file: string | undefined },
): TaskDefinition {
  const name = definitionName('task', options.name, fn)
  checkOptionNames(`task '${name}'`, options, OPTIONS)
  checkCache(name, options.cache)
  checkResultStorage(`task '${name}'`, options.resultStorage)
  const { retries, timeoutSeconds, retryJitterFactor } = options
  checkNumbers(`task '${name}'`, { retries, timeoutSeconds, retryJitterFactor, 'cache.forSeconds': cacheOptions(options)?.forSeconds })
  checkDelays(`task '${name}'`, options.retryDelaySeconds)
  // Throws for keys that are none.
  for (const given of [options.assets, options.assetDeps]) assetsOf(given)
  const signature = signatureOf(fn)
  checkTemplate(`task '${name}'`, 'taskRunName', options.taskRunName, signature)
  const source = Function.prototype.toString.call(fn)
  const key = `${name}-${fingerprint(source, 8)}`
  return { kind: 'task', name, key, fn, signature, options, origin: { name, key, ...from } }
}

/** Every option of a task. */
const OPTIONS: Readonly<Record<keyof TaskOptions, true>> = {
  name: true,
  description: true,
  version: true,
  tags: true,
  taskRunName: true,
  retries: true,
  retryDelaySeconds: true,
  retryJitterFactor: true,
  retryIf: true,
  timeoutSeconds: true,
  persistResult: true,
  resultSerializer: true,
  resultStorage: true,
  resultStorageKey: true,
  cache: true,
  logPrints: true,
  waitFor: true,
  assets: true,
  materializedBy: true,
  assetDeps: true,
  vizReturnValue: true,
  onRunning: true,
  onCompletion: true,
  onFailure: true,
  onCommit: true,
  onRollback: true,
}

function checkCache(name: string, cache: unknown): void {
  if (cache === undefined || cache instanceof CachePolicy) return
  const by: unknown = typeof cache === 'object' && cache !== null && 'by' in cache ? cache.by : undefined
  if (by === 'inputs' || typeof by === 'function' || by instanceof CachePolicy) return
  throw new DefinitionError(
    `expected \`cache\` of task '${name}' to be a policy as \`cacheBy.inputs\`, or \`{ by: … }\`, got ${JSON.stringify(cache) ?? typeof cache}`,
  )
}
