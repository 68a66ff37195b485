import { type TaskCache, taskCache } from '../../caching/task-cache.ts'
import { describeError } from '../../errors.ts'
import { storageKeyIn, withdrawResult } from '../../results/result-store.ts'
import { RunState } from '../../states/run-state.ts'
import { activeTransaction } from '../../transactions/active.ts'
import { LiveTransaction, silently } from '../../transactions/live-transaction.ts'
import { type Ending, stateOfError } from '../returned-state.ts'
import type { TaskRun } from '../task-run.ts'
import type { Layer } from './layer.ts'
import { isDiscarded } from './persist.ts'

/**
 * Makes the task run a transaction within those around it, as in Prefect 3: its hooks are called when the outermost one
 * commits, or when it is rolled back. A task that fails rolls back what is around it.
 */
export const transact: Layer = (next, run) => async () => {
  try {
    const live = await begin(run)
    run.transaction = live
    const ending = await activeTransaction.run(live, next)
    if (ending.state.isCompleted) {
      if (!live.isCommitted) stageHooks(run, live, ending)
      await live.leave('returned')
    } else await live.leave('thrown')
    return run.rolledBack ? { ...ending, state: rolledBack(ending.state) } : ending
  } catch (error) {
    return { state: stateOfError('Task run', error), data: null }
  }
}

async function begin(run: TaskRun): Promise<LiveTransaction> {
  const { around, log } = run
  const cache = taskCache(run)
  const live = new LiveTransaction({
    parent: around,
    log,
    record: cache?.record,
    locks: cache?.record.locks ?? around?.locks,
    isolationLevel: cache?.options.isolationLevel,
    overwrite: isRefreshed(run, cache),
    explicit: false,
  })
  await live.begin(run.signal)
  return live
}

const isRefreshed = (run: TaskRun, cache: TaskCache | undefined): boolean =>
  (cache?.options.refresh ?? run.session.settings.tasks.refreshCache) || (cache !== undefined && isDiscarded(run, cache.record.key))

function stageHooks(run: TaskRun, live: LiveTransaction, ending: Ending): void {
  const { onCommit, onRollback } = run.task.options
  // Where nothing undoes what the task did, and nobody asked for all or nothing, its result stays good.
  const isUndone = live.isWithinExplicit || onRollback !== undefined
  if (isUndone) live.addHooks({ onRollback: silently(() => undo(run, live, ending)) })
  // What an earlier attempt brought to its end alone was committed there.
  const wasCommitted = ending.resumed === true && !live.isWithinExplicit
  live.addHooks({ onCommit: wasCommitted ? undefined : onCommit, onRollback })
}

/** Shows that the run is rolled back, and sees to it that its result is not taken by a later attempt. */
async function undo(run: TaskRun, live: LiveTransaction, { data, state }: Ending): Promise<void> {
  run.rolledBack = true
  if (run.state.isFinal) run.enter(rolledBack(state))
  try {
    const key = storageKeyIn(data)
    if (key !== undefined && key === run.resultKey) await withdrawResult(run.plan, key)
    else if (key !== undefined && run.wroteToCache) await live.record?.withdraw()
  } catch (error) {
    run.log.error(`The result could not be withdrawn, so that a later attempt takes it: ${describeError(error)}`)
  }
}

const rolledBack = ({ outcome }: RunState): RunState =>
  new RunState({
    type: 'COMPLETED',
    name: 'RolledBack',
    message: 'Task rolled back as part of transaction',
    ...(outcome === undefined ? {} : { outcome }),
  })
