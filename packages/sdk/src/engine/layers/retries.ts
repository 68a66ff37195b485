import { addSeconds } from '@millrace/protocol/instants'
import { currentClock, now } from '../../clock.ts'
import { CallRefused, WorkerLost } from '../../calls/errors.ts'
import { describeError } from '../../errors.ts'
import { delayBefore } from '../../retry-delays.ts'
import { RunState } from '../../states/run-state.ts'
import { stateOfError, type Ending } from '../returned-state.ts'
import { type TaskRun, waitingUntil } from '../task-run.ts'
import type { Layer } from './layer.ts'

/** Tries a failed task again, after its delay, while it has retries left. */
export const retries: Layer = (next, run) => async () => {
  for (let retry = run.runCount + 1; ; retry += 1) {
    const ending = await next()
    if (!(await isWorthARetry(run, ending, retry))) return ending
    await run.transaction?.undoChildren()
    const { delay, jitterFactor } = run.policy
    const seconds = delayBefore(retry, delay, jitterFactor, Math.random())
    const start = seconds > 0 ? `${Number(seconds.toFixed(3))} second(s) from now` : 'immediately'
    run.log.info(`Task run failed with exception: ${reasonOf(ending)} - Retry ${retry}/${run.policy.retries} will start ${start}`)
    if (seconds === 0) continue
    run.enter(new RunState({ type: 'SCHEDULED', name: 'AwaitingRetry', details: waitingUntil(addSeconds(now(), seconds)) }))
    try {
      await currentClock().wait(seconds * 1000, run.signal)
    } catch (error) {
      return { state: stateOfError('Task run', error), data: null }
    }
  }
}

async function isWorthARetry(run: TaskRun, { state }: Ending, retry: number): Promise<boolean> {
  if (run.signal.aborted || !mayHelp(state)) return false
  const { retries: most } = run.policy
  if (retry > most) {
    if (most > 0) run.log.error(`Task run failed with exception: ${reasonOf({ state })} - Retries are exhausted`)
    return false
  }
  const { retryIf } = run.task.options
  if (retryIf === undefined) return true
  try {
    return await retryIf(state.outcome !== undefined && 'error' in state.outcome ? state.outcome.error : state, run.info)
  } catch (error) {
    run.log.error(`retryIf failed, so that the task is not tried again: ${describeError(error)}`)
    return false
  }
}

/** What failed may do better the next time, as may what was lost with its thread, process or node; what was refused may not. */
function mayHelp({ isFailed, isCrashed, outcome }: RunState): boolean {
  const error = outcome !== undefined && 'error' in outcome ? outcome.error : undefined
  return (isFailed && !(error instanceof CallRefused)) || (isCrashed && error instanceof WorkerLost)
}

const reasonOf = ({ state }: Pick<Ending, 'state'>): string =>
  state.outcome !== undefined && 'error' in state.outcome ? describeError(state.outcome.error) : state.toString()
