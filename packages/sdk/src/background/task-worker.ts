import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { TaskRun } from '@millrace/protocol'
import { pending } from '@millrace/protocol/states'
import { NoServer } from '../connection/errors.ts'
import { currentSession, type Session } from '../connection/session.ts'
import { runTaskRun } from '../engine/run-task.ts'
import { DefinitionError, describeError } from '../errors.ts'
import { createLogger, type Logger } from '../logging/run-logger.ts'
import { endingSignal } from '../serving/ending-signal.ts'
import { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { planOf } from './order-task-run.ts'
import { readArguments } from './parameters.ts'
import { createRoom } from './room.ts'
import { takeScheduledRuns } from './scheduled-runs.ts'

/** How tasks are served. */
export interface ServeTasksOptions {
  /** Most runs at once in this process (default 10, as in Prefect). */
  readonly limit?: number | undefined
  /** Ends serving: takes no further runs, and waits for those under way. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs what others ask for by `task.delay(…)`, until the process is told to end or `signal` aborts; resolves when all
 * runs are over. Any number of processes may serve the same tasks.
 *
 * @throws NoServer without a server that others reach as well: nobody could ask for a run.
 */
export async function serveScheduledRuns(tasks: readonly TaskDefinition[], { limit = 10, signal }: ServeTasksOptions): Promise<void> {
  if (tasks.length === 0) throw new DefinitionError('expected at least one task to serve')
  if (!(limit >= 1)) throw new DefinitionError(`expected \`limit\` to be a number from 1, got ${limit}`)
  const session = await currentSession()
  const { settings, print } = session
  const url = session.client.transport.address
  if (!/^https?:/.test(url)) {
    throw new NoServer("serving needs a server that others reach: start one with 'millrace server start', or set MILLRACE_API_URL")
  }
  const log = createLogger({ source: 'millrace.task_worker', label: () => 'serve', flowRunId: null, taskRunId: null }, { settings, print })
  using ending = endingSignal(signal)
  const byKey = new Map(tasks.map((task) => [task.key, task]))
  const room = createRoom(limit)
  log.info(`serving ${tasks.map(({ name }) => `'${name}'`).join(', ')}, at most ${limit} run(s) at once`)
  await takeScheduledRuns({
    url,
    settings,
    taskKeys: [...byKey.keys()],
    clientId: `${hostname()}-${process.pid}-${randomUUID().slice(0, 4)}`,
    log,
    signal: ending.signal,
    room: () => room.wait(ending.signal),
    begin: (run) => room.fill(execute(session, byKey.get(run.task_key), run, log)),
  })
  await room.empty()
  await session.flush()
}

/** Runs one; never rejects. */
async function execute(session: Session, task: TaskDefinition | undefined, row: TaskRun, log: Logger): Promise<void> {
  try {
    if (task === undefined) return log.error(`task run '${row.name}' is of a task that is not served here: ${row.task_key}`)
    const claimed = await claim(session, row)
    if (claimed === undefined) return log.info(`task run '${row.name}' is run by another process`)
    const plan = planOf(task, session)
    const id = row.state?.state_details.task_parameters_id ?? null
    await runTaskRun({
      session,
      task,
      plan,
      row,
      state: claimed,
      readArguments: async () => (id === null ? [] : await readArguments(plan, id)),
    })
  } catch (error) {
    log.error(`task run '${row.name}' could not be executed: ${describeError(error)}`)
  } finally {
    await session.flush()
  }
}

/** Takes the run for this process; undefined when it is another's, or was cancelled. */
async function claim({ client }: Session, { id, flow_run_id: flowRunId }: TaskRun): Promise<RunState | undefined> {
  const details = { deferred: true, task_run_id: id, flow_run_id: flowRunId }
  const { status, state } = await client.taskRuns.setState({ params: { id }, body: { state: { ...pending(), state_details: details } } })
  return status === 'ACCEPT' && state !== null ? RunState.fromWire(state) : undefined
}
