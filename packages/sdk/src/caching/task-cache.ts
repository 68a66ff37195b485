import { addSeconds } from '@millrace/protocol/instants'
import { now } from '../clock.ts'
import { describeError } from '../errors.ts'
import type { TaskRun } from '../engine/task-run.ts'
import { type CacheOptions, cacheOptions } from '../task-definition.ts'
import { KeptRecord } from '../transactions/kept-record.ts'
import { type CachePolicy, cacheBy } from './cache-policy.ts'

/** How a task run is cached. */
export interface TaskCache {
  readonly record: KeptRecord
  readonly options: CacheOptions
}

const SOURCE_AND_INPUTS = cacheBy.inputs.plus(cacheBy.source)

/** The place of a task run's result in the cache; undefined when it is not cached. */
export function taskCache(run: TaskRun): TaskCache | undefined {
  const { task, plan, session, log, around } = run
  const options = cacheOptions(task.options)
  if (options === undefined || session.settings.tasks.disableCaching) return undefined
  if (task.options.persistResult === false) {
    log.warn(`Task '${task.name}' is not cached, as persistResult is false`)
    return undefined
  }
  const key = keyOf(policyOf(options), run)
  if (key === undefined) return undefined
  const { forSeconds, keyStorage } = options
  const expiration = (): string | null => (forSeconds === undefined ? null : addSeconds(now(), forSeconds))
  const locks = options.locks ?? around?.locks
  return { options, record: new KeptRecord({ key, store: { ...plan, keyStorage }, locks, what: `task '${task.name}'`, expiration }) }
}

const policyOf = ({ by }: CacheOptions): CachePolicy =>
  by === 'inputs' ? SOURCE_AND_INPUTS : typeof by === 'function' ? cacheBy.key(by) : by

/** A key that cannot be computed keeps this run out of the cache, as an error in the log says; the task runs all the same. */
function keyOf(policy: CachePolicy, { id, task, parameters, flow, log }: TaskRun): string | undefined {
  try {
    return policy.keyFor({ task, parameters, flowParameters: flow?.info.parameters, runId: flow?.info.id ?? id })
  } catch (error) {
    log.error(`The cache key could not be computed, so that this run is not cached: ${describeError(error)}`)
    return undefined
  }
}
