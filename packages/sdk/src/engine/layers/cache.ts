import type { Json } from '@millrace/protocol'
import { describeError } from '../../errors.ts'
import { valueIn } from '../../states/outcome.ts'
import { RunState } from '../../states/run-state.ts'
import type { LiveTransaction } from '../../transactions/live-transaction.ts'
import type { Ending } from '../returned-state.ts'
import type { TaskRun } from '../task-run.ts'
import type { Layer } from './layer.ts'

/** Takes a result that is still good in place of running, and keeps the new one when there is none. */
export const cache: Layer = (next, run) => async () => {
  const live = run.transaction
  if (live?.record === undefined) return await next()
  if (live.found !== undefined) {
    const { value, metadata } = live.found
    return {
      state: new RunState({ type: 'COMPLETED', name: 'Cached', outcome: { value } }),
      data: metadata as unknown as Json,
    }
  }
  const ending = await next()
  const kept = ending.state.isCompleted ? valueIn(ending.state) : undefined
  if (kept === undefined) return ending
  return await keep(run, live, ending, kept.value)
}

/** Within a transaction that somebody opened the result is written when that commits; else now. */
async function keep(run: TaskRun, live: LiveTransaction, ending: Ending, value: unknown): Promise<Ending> {
  try {
    const writing = live.record?.writing(value)
    live.stageWrite(writing?.write)
    if (!live.isWithinExplicit) {
      await live.writeStaged()
      run.wroteToCache = true
    }
    return { ...ending, data: ending.data ?? ((writing?.metadata ?? null) as unknown as Json) }
  } catch (error) {
    run.log.warn(`The result could not be cached: ${describeError(error)}`)
    return ending
  }
}
