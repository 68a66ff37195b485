import { DISCARDED_RESULTS, isTerminal, type Json, type OrchestrationResult, Reply, scheduled, stateCreate } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { newId } from '../orchestration/chance.ts'
import { RunNotFound } from '../orchestration/errors.ts'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { type FinishedTask, listFinishedTasks } from '../store/queries/finished-tasks.ts'
import { deleteFlowRunInput, insertFlowRunInput, readFlowRunInput } from '../store/queries/flow-run-inputs.ts'
import { loadFlowRunForUpdate } from '../store/queries/flow-run-states.ts'
import { updateFlowRun } from '../store/queries/flow-runs.ts'
import type { Transaction } from '../store/store.ts'
import { Conflict, Unprocessable } from './errors.ts'
import { flowRunReply } from './orchestration-reply.ts'
import { tasksToRepeat } from './tasks-to-repeat.ts'

/** How a flow run begins again. */
export interface Restart {
  readonly flowRunId: string
  /** Id of a task run, its name, or the name of a task: it is repeated with everything that follows from it. */
  readonly from_task?: string | null | undefined
  /** What failed in the last attempt is repeated with everything that follows from it, also where that completed. */
  readonly only_failed: boolean
  /** In place of those that it had. */
  readonly parameters?: Readonly<Record<string, Json>> | null | undefined
}

type Restarted = OrchestrationResult & { readonly repeated_task_runs: number }

/**
 * Schedules a finished run for one more attempt, and leaves for that which results it must not take, all in the caller's transaction.
 *
 * @throws Conflict when the run is not over, Unprocessable when it has no such task.
 */
export async function restartFlowRun(context: RequestContext, tx: Transaction, restart: Restart): Promise<Reply<Restarted>> {
  const { flowRunId, parameters } = restart
  const run = await loadFlowRunForUpdate(tx, flowRunId)
  if (run === undefined) throw new RunNotFound('flow run', flowRunId)
  if (run.state_type === null || !isTerminal(run.state_type)) {
    throw new Conflict(`Flow run '${run.name}' is ${run.state_name ?? 'without a state'}; only a run that is over can be restarted.`)
  }
  const tasks = await listFinishedTasks(tx, flowRunId)
  const { taskRuns, resultKeys } = tasksToRepeat(tasks, firstOf(tasks, restart, run.run_count))
  const now = context.clock.now()
  await discardResults(tx, flowRunId, resultKeys, now)
  // As any rerun does, it forgets the pauses of the run before it.
  const empirical_policy = { ...run.empirical_policy, resuming: false, pause_keys: [], retry_type: 'reschedule' as const }
  const given = parameters === null || parameters === undefined ? {} : { parameters: { ...parameters } }
  await updateFlowRun(tx, flowRunId, { empirical_policy, ...given }, now)
  const state = stateCreate.parse(scheduled(now, { name: 'AwaitingRetry', message: 'The flow run was restarted.' }))
  const outcome = await setFlowRunState(context, tx, { flowRunId, state, force: true, caller: { ...context.caller, attempt: undefined } })
  const { status, body, headers } = flowRunReply(outcome)
  return new Reply(status, { ...body, repeated_task_runs: taskRuns }, headers)
}

/** Where the repetition begins. */
function firstOf(
  tasks: readonly FinishedTask[],
  { from_task: from, only_failed: onlyFailed }: Restart,
  lastAttempt: number,
): (task: FinishedTask) => boolean {
  const failed = ({ state_type: type, flow_run_run_count: attempt }: FinishedTask): boolean =>
    onlyFailed && attempt === lastAttempt && (type === 'FAILED' || type === 'CRASHED')
  if (from === null || from === undefined) return failed
  const named = (task: FinishedTask): boolean => task.id === from || task.name === from || nameOfTask(task) === from
  if (!tasks.some(named)) throw new Unprocessable(`The flow run has no task run with the id or name '${from}', and no task of that name.`)
  return (task) => named(task) || failed(task)
}

/** A task's key is its name and a fingerprint. */
const nameOfTask = ({ task_key: key }: FinishedTask): string => key.slice(0, Math.max(0, key.lastIndexOf('-')))

/** Adds to what was discarded by restarts before. */
async function discardResults(tx: Transaction, flowRunId: string, keys: readonly string[], now: string): Promise<void> {
  if (keys.length === 0) return
  const before = await readFlowRunInput(tx, flowRunId, DISCARDED_RESULTS)
  const known = before === undefined ? [] : (JSON.parse(before.content) as string[])
  const content = JSON.stringify([...new Set([...known, ...keys])])
  await deleteFlowRunInput(tx, flowRunId, DISCARDED_RESULTS)
  const row = { id: newId(), created: now, updated: now, flow_run_id: flowRunId, key: DISCARDED_RESULTS, content, sender: null }
  await insertFlowRunInput(tx, row)
}
