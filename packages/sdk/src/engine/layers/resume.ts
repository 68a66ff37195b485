import type { Json } from '@millrace/protocol'
import { describeError } from '../../errors.ts'
import { readResult } from '../../results/result-store.ts'
import { RunState } from '../../states/run-state.ts'
import type { Ending } from '../returned-state.ts'
import type { TaskRun } from '../task-run.ts'
import type { Layer } from './layer.ts'

/** Takes what an earlier attempt at the flow run has left in place of running the task once more. */
export const resume: Layer = (next, run) => {
  const { flow, resultKey } = run
  if (flow?.goesOn !== true || resultKey === undefined) return next
  return async () => (await leftBehind(run, resultKey)) ?? (await next())
}

async function leftBehind({ plan, log }: TaskRun, key: string): Promise<Ending | undefined> {
  try {
    const found = await readResult(plan, key)
    if (found === undefined) return undefined
    log.info('Completed in an earlier attempt: its result is taken from storage, the task is not repeated')
    return {
      state: new RunState({ type: 'COMPLETED', name: 'Cached', outcome: { value: found.value } }),
      data: found.metadata as unknown as Json,
      resumed: true,
    }
  } catch (error) {
    log.warn(`The result of an earlier attempt in ${plan.storage.address} could not be read, so the task runs: ${describeError(error)}`)
    return undefined
  }
}
