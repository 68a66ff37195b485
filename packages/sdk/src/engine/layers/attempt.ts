import { callHooks } from '../../hooks.ts'
import { RunState } from '../../states/run-state.ts'
import { stateOfError } from '../returned-state.ts'
import type { Layer } from './layer.ts'

/** Enters Running (Retrying from the second time on), and turns what the attempt throws into the state it ends in. */
export const attempt: Layer = (next, run) => async () => {
  const state = new RunState({ type: 'RUNNING', ...(run.runCount === 0 ? {} : { name: 'Retrying' }) })
  run.enter(state)
  await callHooks(run.task.options.onRunning, { definition: run.task, run: run.info, state, log: run.log })
  try {
    return await next()
  } catch (error) {
    return { state: stateOfError('Task run', error), data: null }
  }
}
