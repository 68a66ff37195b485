import { abortable } from '../../abortable.ts'
import { makeCall } from '../../calls/make-call.ts'
import { RunState } from '../../states/run-state.ts'
import { stateOfError } from '../returned-state.ts'
import { isReplaced } from '../replaced-functions.ts'
import type { TaskRun } from '../task-run.ts'
import type { Layer } from './layer.ts'

/**
 * Has the task runner begin each attempt where it runs the functions of tasks, before the run is said to be Running: until
 * then it waits for a place. What the runner refuses is Failed without an attempt.
 */
export const placement: Layer = (next, run) => {
  const { flow, runner } = run
  if (flow === undefined || runner?.place === undefined || isReplaced(run.task.fn)) return next
  return async () => {
    try {
      const { call, context } = makeCall(run, flow)
      run.placed = await runner.place?.(call, context)
    } catch (error) {
      return { state: stateOfError('Task run', error), data: null }
    }
    return await next()
  }
}

/** The state in which a placed attempt ends; when the run is aborted the attempt is told, and not waited for. */
export async function endOfPlaced({ placed, signal }: TaskRun): Promise<RunState | undefined> {
  if (placed === undefined) return undefined
  const onAbort = (): void => placed.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const { type, name, message, details, outcome } = await abortable(placed.ended, signal)
    // Told of at the same time as the beginning, it must not have the earlier time.
    return new RunState({ type, name, message, details, ...(outcome === undefined ? {} : { outcome }) })
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
