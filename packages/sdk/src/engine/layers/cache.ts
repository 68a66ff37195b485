import { addSeconds, type Json } from '@millrace/protocol'
import { now } from '../../clock.ts'
import { describeError } from '../../errors.ts'
import { fingerprint } from '../../identifiers.ts'
import { readResult, writeResult } from '../../results/result-store.ts'
import { devalueSerializer } from '../../results/serializers.ts'
import { RunState } from '../../states/run-state.ts'
import type { CacheOptions } from '../../task-definition.ts'
import type { Ending } from '../returned-state.ts'
import type { TaskRun } from '../task-run.ts'
import type { Layer } from './layer.ts'

/** Takes a result that is still good in place of running, and keeps the new one when there is none. */
export const cache: Layer = (next, run) => {
  const options = run.task.options.cache
  if (options === undefined) return next
  return async () => {
    const key = keyOf(options, run)
    if (key === undefined) return next()
    const found = options.refresh === true ? undefined : await lookUp(run, key)
    if (found !== undefined) return found
    return keep(run, key, options, await next())
  }
}

/** A key that cannot be computed keeps this run out of the cache, as an error in the log says; the task runs all the same. */
function keyOf({ by }: CacheOptions, run: TaskRun): string | undefined {
  const { task, parameters, flow } = run
  try {
    if (by === 'inputs') return fingerprint(`${task.key}:${devalueSerializer.dump(parameters)}`, 64)
    const key = by({ task, parameters, flowParameters: flow?.info.parameters })
    return key === undefined ? undefined : fingerprint(`${task.name}:${key}`, 64)
  } catch (error) {
    run.log.error(`The cache key could not be computed, so that this run is not cached: ${describeError(error)}`)
    return undefined
  }
}

async function lookUp(run: TaskRun, key: string): Promise<Ending | undefined> {
  try {
    const found = await readResult(run.plan, key, now())
    if (found === undefined) return undefined
    return {
      state: new RunState({ type: 'COMPLETED', name: 'Cached', outcome: { value: found.value } }),
      data: found.metadata as unknown as Json,
    }
  } catch (error) {
    run.log.warn(`The cached result in ${run.plan.storage.address} could not be read, so the task runs: ${describeError(error)}`)
    return undefined
  }
}

async function keep(run: TaskRun, key: string, { forSeconds }: CacheOptions, ending: Ending): Promise<Ending> {
  const { outcome } = ending.state
  if (!ending.state.isCompleted || outcome === undefined || 'error' in outcome) return ending
  const expiration = forSeconds === undefined ? null : addSeconds(now(), forSeconds)
  try {
    const metadata = await writeResult(run.plan, { key, value: outcome.value, expiration, what: `task '${run.task.name}'` })
    return { ...ending, data: metadata as unknown as Json }
  } catch (error) {
    run.log.warn(`The result could not be cached: ${describeError(error)}`)
    return ending
  }
}
