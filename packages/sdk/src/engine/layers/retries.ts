import { addSeconds } from '@millrace/protocol/instants'
import { currentClock, now } from '../../clock.ts'
import { CallRefused, WorkerLost } from '../../calls/errors.ts'
import { describeError } from '../../errors.ts'
import { delayBefore } from '../../retry-delays.ts'
import { errorIn } from '../../states/outcome.ts'
import { RunState } from '../../states/run-state.ts'
import { stateOfError, type Ending } from '../returned-state.ts'
import { type TaskRun, waitingUntil } from '../task-run.ts'
import { isWorthARetry } from '../worth-a-retry.ts'
import type { Layer } from './layer.ts'

/** Tries a failed task again, after its delay, while it has retries left. */
export const retries: Layer = (next, run) => async () => {
  for (let retry = run.runCount + 1; ; retry += 1) {
    const ending = await next()
    if (!(await isTriedAgain(run, ending, retry))) return ending
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

async function isTriedAgain(run: TaskRun, { state }: Ending, retry: number): Promise<boolean> {
  if (run.signal.aborted || !mayHelp(state)) return false
  const { retries: most } = run.policy
  if (retry > most) {
    if (most > 0) run.log.error(`Task run failed with exception: ${reasonOf({ state })} - Retries are exhausted`)
    return false
  }
  return await isWorthARetry(run.task.options.retryIf, state, run.info, { what: 'task', log: run.log })
}

/** What failed may do better the next time, as may what was lost with its thread, process or node; what was refused may not. */
function mayHelp(state: RunState): boolean {
  const error = errorIn(state)
  return (state.isFailed && !(error instanceof CallRefused)) || (state.isCrashed && error instanceof WorkerLost)
}

function reasonOf({ state }: Pick<Ending, 'state'>): string {
  const error = errorIn(state)
  return error === undefined ? state.toString() : describeError(error)
}
