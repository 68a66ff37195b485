import type { Json } from '@millrace/protocol'
import { newId } from '../../identifiers.ts'
import { writeResult } from '../../results/result-store.ts'
import { stateOfError } from '../returned-state.ts'
import type { Layer } from './layer.ts'

/** Writes the result to storage before the run says that it is Completed; a result that cannot be written fails the run. */
export const persist: Layer = (next, run) => {
  if (!run.plan.persist || run.task.options.cache !== undefined) return next
  return async () => {
    const ending = await next()
    const { outcome } = ending.state
    if (!ending.state.isCompleted || outcome === undefined || 'error' in outcome) return ending
    try {
      const what = `task '${run.task.name}'`
      const metadata = await writeResult(run.plan, { key: newId(), value: outcome.value, expiration: null, what })
      return { ...ending, data: metadata as unknown as Json }
    } catch (error) {
      return { state: stateOfError('Task run', error), data: null }
    }
  }
}
