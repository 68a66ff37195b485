import { callHooks } from '../../hooks.ts'
import { failureText } from '../../logging/failure.ts'
import { errorIn, valueIn } from '../../states/outcome.ts'
import { rememberFailedCall } from '../failed-calls.ts'
import { rememberOrigin } from '../origins.ts'
import type { Layer } from './layer.ts'

/** Enters the state in which the run ended, says so, and calls the hooks, unless an earlier attempt has done so. */
export const conclude: Layer = (next, run) => async () => {
  const { state, data, resumed } = await next()
  rememberOrigin(valueIn(state)?.value, { input_type: 'task_run', id: run.id })
  run.enter(state, data)
  rememberFailedCall(errorIn(state), run.task.name)
  const failure = failureText(state)
  if (failure !== undefined) run.log.error(failure)
  run.log[state.isCompleted ? 'info' : 'error'](`Finished in state ${state.toString()}`)
  const { onCompletion, onFailure } = run.task.options
  const hooks = resumed === true ? undefined : state.isCompleted ? onCompletion : state.isFailed ? onFailure : undefined
  await callHooks(hooks, { definition: run.task, run: run.info, state, log: run.log })
  return { state, data }
}
