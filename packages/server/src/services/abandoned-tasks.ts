import { addSeconds, isTerminal, secondsBetween, type StateCreateInput, stateCreate, type Timestamp } from '@millrace/protocol'
import { BACKGROUND_TASKS } from '../events/work-signal.ts'
import { setTaskRunState } from '../orchestration/set-task-run-state.ts'
import { dropTask, findTaskParametersId, giveBackTask, listStalledTasks, tasksOfWorker } from '../store/queries/background-tasks.ts'
import { loadTaskRunForUpdate, type TaskRunWithState } from '../store/queries/task-run-states.ts'
import { deleteTaskWorker, listGoneWorkers, lockTaskWorker } from '../store/queries/task-workers.ts'
import type { Transaction } from '../store/store.ts'
import { watchAwake } from './awake-since.ts'
import { SERVER, type Service, type Turn } from './service.ts'

const EVERY_SECONDS = 3
const BATCH = 100

/**
 * Sees to the background tasks of workers that are gone: what had not begun goes to another worker, what ran is crashed, or tried again
 * while it has retries left. A worker that left (its process ended) may come back for a moment; one of which nobody knows, for a while.
 */
export function createAbandonedTasks(): Service {
  const awakeSince = watchAwake()
  return {
    name: 'abandoned-tasks',
    everySeconds: EVERY_SECONDS,
    async runOnce(turn) {
      const now = turn.clock.now()
      const awake = secondsBetween(awakeSince(now), now)
      const { goneWorkerSeconds, lostWorkerSeconds, pendingTaskTimeout } = turn.settings.server.tasks.scheduling
      const leftBefore = addSeconds(now, -goneWorkerSeconds)
      // While this server was away it saw nobody: everybody has their time once more.
      const seenBefore = awake < lostWorkerSeconds ? NEVER : addSeconds(now, -lostWorkerSeconds)
      for (const worker of await turn.store.read((queries) => listGoneWorkers(queries, { leftBefore, seenBefore, limit: BATCH }))) {
        while (!turn.signal.aborted && (await settleWorker(turn, worker, leftBefore, seenBefore)));
      }
      if (pendingTaskTimeout > 0) await takeBackStalled(turn, addSeconds(now, -pendingTaskTimeout))
    },
  }
}

/** Before every time there is. */
const NEVER: Timestamp = '0001-01-01T00:00:00.000000Z'

/** Sees to some tasks of a worker, and forgets it when there are no more; false when it is done with, or back. */
async function settleWorker(turn: Turn, identifier: string, leftBefore: Timestamp, seenBefore: Timestamp): Promise<boolean> {
  return await turn.store.write(async (tx) => {
    const worker = await lockTaskWorker(tx, identifier)
    if (worker === undefined || !((worker.left_at ?? leftBefore) < leftBefore || worker.seen < seenBefore)) return false
    const tasks = await tasksOfWorker(tx, worker, BATCH)
    for (const { task_run_id, worker: holder } of tasks)
      await settleTask(turn, tx, task_run_id, { identifier, holder: holder ?? identifier })
    if (tasks.length === BATCH) return true
    await deleteTaskWorker(tx, identifier)
    return false
  })
}

/** Whose a task is: the worker, and it or its websocket as its holder. */
interface Held {
  readonly identifier: string
  readonly holder: string
}

async function settleTask(turn: Turn, tx: Transaction, id: string, { identifier: worker, holder }: Held): Promise<void> {
  const run = await loadTaskRunForUpdate(tx, id)
  if (run === undefined || run.state_type === null || isTerminal(run.state_type)) return await dropTask(tx, id)
  turn.log.warn({ taskRunId: id, worker, state: run.state_type }, 'a background task is taken from a worker that is gone')
  if (run.state_type === 'SCHEDULED') {
    if (await giveBackTask(tx, id, holder)) tx.afterCommit(() => turn.work.notify(BACKGROUND_TASKS))
  } else if (run.state_type === 'PENDING') await scheduleAgain(turn, tx, run, `The task worker ${worker} went away before this task began.`)
  else if (run.run_count <= (run.empirical_policy.retries ?? 0))
    await retry(turn, tx, run, `The task worker ${worker} that ran this task is gone.`)
  else {
    await propose(turn, tx, id, { type: 'CRASHED', message: `The task worker ${worker} that ran this task is gone.` })
    await dropTask(tx, id)
  }
}

/** Puts a task run that did not begin in line again where it was. */
const scheduleAgain = (turn: Turn, tx: Transaction, run: TaskRunWithState, message: string): Promise<void> =>
  enqueueAgain(turn, tx, run, { name: 'Scheduled', message, at: run.expected_start_time ?? turn.clock.now() })

/** Lets a task run that was interrupted begin anew, after the delay of its retries. */
async function retry(turn: Turn, tx: Transaction, run: TaskRunWithState, message: string): Promise<void> {
  const { retry_delay: delay } = run.empirical_policy
  const seconds = typeof delay === 'number' ? delay : (delay?.at(Math.min(run.run_count, delay.length) - 1) ?? 0)
  await enqueueAgain(turn, tx, run, { name: 'AwaitingRetry', message, at: addSeconds(turn.clock.now(), seconds) })
}

/** Schedules a task run anew; it keeps where its parameters are. */
async function enqueueAgain(
  turn: Turn,
  tx: Transaction,
  { id }: TaskRunWithState,
  { name, message, at }: { readonly name: string; readonly message: string; readonly at: Timestamp },
): Promise<void> {
  const task_parameters_id = await findTaskParametersId(tx, id)
  await propose(turn, tx, id, {
    type: 'SCHEDULED',
    name,
    message,
    state_details: { deferred: true, task_parameters_id, scheduled_time: at },
  })
}

const propose = (turn: Turn, tx: Transaction, taskRunId: string, state: StateCreateInput): Promise<unknown> =>
  setTaskRunState(turn, tx, { taskRunId, state: stateCreate.parse(state), force: true, caller: SERVER })

/** Gives tasks that were taken and not begun in time to others. */
async function takeBackStalled(turn: Turn, before: Timestamp): Promise<void> {
  for (const id of await turn.store.read((queries) => listStalledTasks(queries, before, BATCH))) {
    await turn.store.write(async (tx) => {
      const run = await loadTaskRunForUpdate(tx, id)
      // It has begun, or another server was faster.
      if (run?.state_type !== 'PENDING' || (run.state_timestamp ?? before) >= before) return
      await scheduleAgain(turn, tx, run, 'Its worker did not begin in time; another one takes this task.')
    })
  }
}
