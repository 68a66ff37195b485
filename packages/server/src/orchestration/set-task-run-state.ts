import type { State, StateCreate } from '@millrace/protocol'
import type { Caller } from '../context.ts'
import { BACKGROUND_TASKS } from '../events/work-signal.ts'
import { insertTaskRunState, loadTaskRunForUpdate, updateTaskRunState } from '../store/queries/task-run-states.ts'
import type { Transaction } from '../store/store.ts'
import type { OrchestrationContext } from './orchestration-context.ts'
import { afterTaskRunState } from './bookkeeping/after-task-run-state.ts'
import { stateTimestamp } from './bookkeeping/state-timestamp.ts'
import { drawChance, newId } from './chance.ts'
import { RunNotFound } from './errors.ts'
import { type Generation, generationOf } from './generation.ts'
import { orchestrate } from './orchestrate.ts'
import type { TaskRunOutcome } from './outcome.ts'
import { autonomousTaskPolicy, backgroundTaskPolicy, coreTaskPolicy, minimalTaskPolicy } from './policies.ts'
import type { Policy } from './policy.ts'
import { presentState } from './present-state.ts'
import { receiveProposal } from './proposal.ts'
import { releaseTaskRunSlots } from './release-slots.ts'
import { isUnpersisted } from './rules/persisted-result.ts'
import type { TaskRun } from './runs.ts'

/** A state that somebody wants a task run to have. */
export interface TaskRunProposal {
  readonly taskRunId: string
  readonly state: StateCreate
  /** Skips the rules; bookkeeping is as ever. A run's first state is set this way. */
  readonly force: boolean
  readonly caller: Caller
}

/**
 * Puts a proposed state before the rules and writes what they agree to, in the caller's transaction.
 * Throws `RunNotFound` when there is no such run.
 */
export async function setTaskRunState(context: OrchestrationContext, tx: Transaction, proposal: TaskRunProposal): Promise<TaskRunOutcome> {
  const run = await loadTaskRunForUpdate(tx, proposal.taskRunId)
  if (run === undefined) throw new RunNotFound('task run', proposal.taskRunId)
  const now = context.clock.now()
  const from = presentState(run)
  const to = receiveProposal(proposal.state, stateTimestamp(run.state_timestamp, now))
  const generation = generationOf(proposal.caller)
  const stateId = newId()
  const transition = {
    run,
    from,
    to,
    now,
    chance: drawChance(),
    stateId,
    generation,
    settings: context.settings.server,
    attempt: undefined,
  }
  const policy = policyFor(proposal, run, generation)
  return await orchestrate<TaskRun>(policy(from?.type ?? null, to.type), tx, transition, async (agreed) => {
    const columns = afterTaskRunState(agreed, from, agreed.to, generation)
    const state_details = { ...agreed.to.state_details, flow_run_id: run.flow_run_id, task_run_id: run.id }
    const state: State = { ...agreed.to, id: stateId, state_details }
    await insertTaskRunState(tx, {
      ...state,
      name: agreed.to.name,
      data: isUnpersisted(agreed.to.data) ? null : agreed.to.data,
      task_run_id: run.id,
    })
    await updateTaskRunState(tx, run, {
      ...columns,
      updated: now,
      state_id: state.id,
      state_type: state.type,
      state_name: state.name,
      state_timestamp: state.timestamp,
    })
    await releaseTaskRunSlots(context, tx, run, state, now)
    if (state.type === 'SCHEDULED' && (policy === backgroundTaskPolicy || policy === autonomousTaskPolicy))
      tx.afterCommit(() => context.work.notify(BACKGROUND_TASKS))
    return state
  })
}

/** A background task is one that a task worker takes; it is claimed like a flow run, whoever forces it. */
function policyFor({ state, force }: TaskRunProposal, run: TaskRun, generation: Generation): Policy<TaskRun> {
  if (generation.marksDeferred && state.state_details.deferred === true) return backgroundTaskPolicy
  if (!generation.marksDeferred && run.flow_run_id === null) return autonomousTaskPolicy
  return force ? minimalTaskPolicy : coreTaskPolicy
}
