import type { Settings } from '@millrace/settings'
import { localStorage } from './local-storage.ts'
import type { ResultStore } from './result-store.ts'
import { type Serializer, serializerOf } from './serializers.ts'
import type { ResultStorage } from './storage.ts'

/** The options of a flow or task that say what becomes of its result. */
export interface ResultOptions {
  /** Write the return value to result storage (default: as the flow around, or the setting `results.persistByDefault`). */
  readonly persistResult?: boolean
  /** `devalue` (default), `json`, or your own. */
  readonly resultSerializer?: 'devalue' | 'json' | Serializer
  /** Where results are kept (default: files in the folder of the setting `results.localStoragePath`). */
  readonly resultStorage?: ResultStorage
}

/** Whether results are written, and where to; inherited by the tasks and subflows of a flow. */
export interface ResultPlan extends ResultStore {
  readonly persist: boolean
}

/** The plan of the settings, for runs that have no run around. */
export const defaultResultPlan = ({ results }: Settings): ResultPlan => ({
  persist: results.persistByDefault,
  storage: localStorage(results.localStoragePath),
  serializer: serializerOf(results.defaultSerializer),
})

/** The plan of a run: its own options over the plan around it. */
export const resultPlan = ({ persistResult, resultSerializer, resultStorage }: ResultOptions, around: ResultPlan): ResultPlan => ({
  persist: persistResult ?? around.persist,
  storage: resultStorage ?? around.storage,
  serializer: resultSerializer === undefined ? around.serializer : serializerOf(resultSerializer),
})
