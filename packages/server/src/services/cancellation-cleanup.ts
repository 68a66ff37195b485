import { addSeconds, isTerminal, type StateCreateInput, stateCreate, type StateType } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { enqueueCleanup } from '../cleanups/enqueue-cleanup.ts'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { setTaskRunState } from '../orchestration/set-task-run-state.ts'
import { loadFlowRunForUpdate } from '../store/queries/flow-run-states.ts'
import { lockAttempt } from '../store/queries/flow-run-leases.ts'
import {
  type CancellingRun,
  type EndedWithin,
  listLeftoverSubflows,
  listLeftoverTaskRuns,
  listStuckCancellations,
} from '../store/queries/leftover-runs.ts'
import { loadTaskRunForUpdate } from '../store/queries/task-run-states.ts'
import { SERVER, type Service, type Turn } from './service.ts'

const BATCH = 200
/** Seconds for which a flow run that ended is looked at: a day, as in Prefect. */
const REACH = 86_400
/** Seconds for which the last words of the tasks of a run that ended by itself are waited for. */
const LAST_WORDS = 60

/**
 * Ends what is left of runs that are over: the tasks and subflows of a run that was cancelled, that crashed or ran out of time, and runs
 * whose cancellation nobody carried out in time; what those left running is cleared away by a worker.
 */
export const createCancellationCleanup = ({ server }: Settings): Service => ({
  name: 'cancellation-cleanup',
  everySeconds: server.services.cancellationCleanup.loopSeconds,
  async runOnce(turn) {
    const now = turn.clock.now()
    const within = { since: addSeconds(now, -REACH), settledBefore: addSeconds(now, -LAST_WORDS), limit: BATCH }
    await inBatches(turn, () => endSubflows(turn, within))
    await inBatches(turn, () => endTaskRuns(turn, within))
    const before = addSeconds(now, -server.services.cancellationCleanup.cancellingTimeoutSeconds)
    await inBatches(turn, () => endCancellations(turn, before))
  },
})

/** Goes on while a batch is full and something came of it. */
async function inBatches({ signal }: Turn, batch: () => Promise<{ found: number; ended: number }>): Promise<void> {
  for (;;) {
    const { found, ended } = await batch()
    if (found < BATCH || ended === 0 || signal.aborted) return
  }
}

async function each<Item>(
  turn: Turn,
  items: readonly Item[],
  end: (item: Item) => Promise<boolean>,
): Promise<{ found: number; ended: number }> {
  let ended = 0
  for (const item of items) {
    if (turn.signal.aborted) break
    try {
      if (await end(item)) ended += 1
    } catch (error) {
      turn.log.warn({ err: error, item }, 'a run that is left over could not be ended')
    }
  }
  return { found: items.length, ended }
}

const endTaskRuns = async (turn: Turn, within: EndedWithin): Promise<{ found: number; ended: number }> =>
  each(turn, await turn.store.read((queries) => listLeftoverTaskRuns(queries, within)), ({ id, how }) =>
    turn.store.write(async (tx) => {
      const run = await loadTaskRunForUpdate(tx, id)
      if (run === undefined || run.state_type === null || isTerminal(run.state_type)) return false
      const state = stateCreate.parse(stateAfter(how))
      return (await setTaskRunState(turn, tx, { taskRunId: id, state, force: true, caller: SERVER })).wrote
    }),
  )

const endSubflows = async (turn: Turn, within: EndedWithin): Promise<{ found: number; ended: number }> =>
  each(turn, await turn.store.read((queries) => listLeftoverSubflows(queries, within)), ({ id, how, deployed }) =>
    turn.store.write(async (tx) => {
      const type = (await lockAttempt(tx, id))?.state_type ?? null
      if (type === null || isTerminal(type)) return false
      // Where a worker has it, that has to stop it first.
      const state = stateCreate.parse(deployed ? { ...stateAfter(how), type: 'CANCELLING', name: 'Cancelling' } : stateAfter(how))
      return (await setFlowRunState(turn, tx, { flowRunId: id, state, force: false, caller: SERVER })).wrote
    }),
  )

/** What becomes of a part of a run that ended as `how` says. */
function stateAfter(how: StateType): StateCreateInput {
  if (how === 'CANCELLED') return { type: 'CANCELLED', message: 'The parent flow run was cancelled.' }
  const reason = how === 'CRASHED' ? 'crashed' : 'ran out of time'
  return { type: 'CRASHED', message: `The parent flow run ${reason}, and nothing was heard of this since.` }
}

const endCancellations = async (turn: Turn, before: string): Promise<{ found: number; ended: number }> =>
  each(turn, await turn.store.read((queries) => listStuckCancellations(queries, before, BATCH)), (run) => endCancellation(turn, run))

async function endCancellation(turn: Turn, run: CancellingRun): Promise<boolean> {
  const state = stateCreate.parse({
    type: 'CANCELLED',
    message: 'Flow run cancellation timed out; marked this flow run as Cancelled.',
  } satisfies StateCreateInput)
  return await turn.store.write(async (tx) => {
    // It has stopped, or another server saw to it, since it was found.
    if ((await loadFlowRunForUpdate(tx, run.id))?.state_id !== run.state_id) return false
    const { wrote, result } = await setFlowRunState(turn, tx, { flowRunId: run.id, state, force: false, caller: SERVER })
    if (!wrote || result.state?.type !== 'CANCELLED') return false
    await enqueueCleanup(turn, tx, run)
    turn.log.warn({ flowRunId: run.id }, 'a cancellation that nobody carried out has ended')
    return true
  })
}
