import type { FlowRun } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { type ResultStorageOption, resultStorageOf } from './block-storage.ts'
import { localStorage } from './local-storage.ts'
import type { ResultStore } from './result-store.ts'
import { type Serializer, serializerOf } from './serializers.ts'

/** The options of a flow or task that say what becomes of its result. */
export interface ResultOptions {
  /**
   * Write the return value to result storage. True: a value that cannot be written fails the run. False: it is never
   * written, and the task is repeated when its flow run goes on in another attempt.
   *
   * Default: true for who says by `resultStorage`, `resultSerializer` or `resultStorageKey` how it is kept; else as the flow around, or the setting `results.persistByDefault`. Where neither says so, the tasks and subflows
   * of a flow that may have a second attempt (it has retries, or is run by a deployment) have their results written all
   * the same, as far as that can be done, so that the second attempt does not repeat them.
   */
  readonly persistResult?: boolean
  /** `devalue` (default), `json`, `v8`, `gzip`, `zstd`, `encrypted`, one around another as in `zstd/json`, or your own. */
  readonly resultSerializer?: Serializer | string | undefined
  /**
   * Where results are kept: a storage such as `s3Storage(…)`, a storage block, or `block-type/block-name[/folder]` of one that is
   * saved (default: the setting `results.defaultStorageBlock`, else files in the folder of `results.localStoragePath`).
   */
  readonly resultStorage?: ResultStorageOption | undefined
}

/**
 * Which results are written: all of them or the run fails (`always`), those that can be, for a later attempt
 * (`resumable`), none because nobody asked (`unasked`) or because somebody forbade it (`never`).
 */
export type Persistence = 'always' | 'resumable' | 'unasked' | 'never'

/** Whether results are written, and where to; inherited by the tasks and subflows of a flow. */
export interface ResultPlan extends ResultStore {
  readonly persist: Persistence
}

/** True when results are written, whether or not they must be. */
export const keepsResults = ({ persist }: ResultPlan): boolean => persist === 'always' || persist === 'resumable'

/** The plan of the settings, for runs that have no run around. */
export const defaultResultPlan = ({ results }: Settings): ResultPlan => ({
  persist: results.persistByDefault ? 'always' : 'unasked',
  storage: results.defaultStorageBlock === null ? localStorage(results.localStoragePath) : resultStorageOf(results.defaultStorageBlock),
  serializer: serializerOf(results.defaultSerializer),
})

/** The plan of a run: its own options over the plan around it. */
export const resultPlan = (
  { persistResult, resultSerializer, resultStorage, resultStorageKey }: ResultOptions & { readonly resultStorageKey?: unknown },
  around: ResultPlan,
): ResultPlan => ({
  persist: persistenceOf(persistResult ?? (saysHow({ resultSerializer, resultStorage, resultStorageKey }) ? true : undefined), around),
  storage: resultStorage === undefined ? around.storage : resultStorageOf(resultStorage),
  serializer: resultSerializer === undefined ? around.serializer : serializerOf(resultSerializer),
})

/** Who says where or how a result is kept wants it kept, as in Prefect 3. */
const saysHow = (options: Readonly<Record<string, unknown>>): boolean => Object.values(options).some((option) => option !== undefined)

const persistenceOf = (asked: boolean | undefined, { persist }: ResultPlan): Persistence =>
  asked === undefined ? persist : asked ? 'always' : 'never'

/** The plan of a flow run: one that may have another attempt keeps what its tasks returned, unless it is told otherwise. */
export function flowResultPlan(options: ResultOptions, around: ResultPlan, run: FlowRun): ResultPlan {
  const plan = resultPlan(options, around)
  const again = run.deployment_id !== null || (run.empirical_policy.retries ?? 0) > 0
  return plan.persist === 'unasked' && again ? { ...plan, persist: 'resumable' } : plan
}
