import { type State, type StateCreate, isTerminal } from '@millrace/protocol'
import { offerEvents } from '../automations/offer-events.ts'
import type { Caller } from '../context.ts'
import { cancellationOf } from '../events/work-signal.ts'
import { deleteLease } from '../store/queries/flow-run-leases.ts'
import {
  type FlowRunStateColumns,
  type FlowRunWithState,
  hasFlowRunStateAt,
  insertFlowRunState,
  loadFlowRunForUpdate,
  updateFlowRunState,
} from '../store/queries/flow-run-states.ts'
import { insertFlowRun, type NewFlowRunRow } from '../store/queries/flow-runs.ts'
import { tellRunChanged } from '../store/queries/run-tallies.ts'
import { appendEvents } from '../store/queries/unindexed-events.ts'
import type { Transaction } from '../store/store.ts'
import type { OrchestrationContext } from './orchestration-context.ts'
import { afterFlowRunState } from './bookkeeping/after-flow-run-state.ts'
import { nextMicrosecond, stateTimestamp } from './bookkeeping/state-timestamp.ts'
import { drawChance, newId } from './chance.ts'
import { RunNotFound } from './errors.ts'
import { flowRunStateEvent } from './flow-run-event.ts'
import { type Generation, generationOf } from './generation.ts'
import { type Agreed, orchestrate } from './orchestrate.ts'
import type { FlowRunOutcome } from './outcome.ts'
import { coreFlowPolicy, markLatePolicy, minimalFlowPolicy } from './policies.ts'
import type { Policy } from './policy.ts'
import { presentState } from './present-state.ts'
import { type Proposal, receiveProposal } from './proposal.ts'
import { relatedResources } from './related-resources.ts'
import { releaseFlowRunSlots } from './release-slots.ts'
import { isUnpersisted } from './rules/persisted-result.ts'
import type { FlowRun } from './runs.ts'
import { queueNotifications } from '../notification-policies/queue-notifications.ts'
import { setTaskRunState } from './set-task-run-state.ts'

/** A state that somebody wants a flow run to have. */
export interface FlowRunProposal extends Proposed {
  readonly flowRunId: string
}

interface Proposed {
  readonly state: StateCreate
  /** Skips the rules that guard the run; bookkeeping, events and leases are as ever. A run's first state is set this way. */
  readonly force: boolean
  readonly caller: Caller
  /** Which list of rules answers; `core` unless said otherwise. `force` overrides it. */
  readonly policy?: 'core' | 'mark-late'
}

/**
 * Puts a proposed state before the rules and writes what they agree to: state, run and event, in the caller's transaction.
 * Throws `RunNotFound` when there is no such run.
 */
export async function setFlowRunState(context: OrchestrationContext, tx: Transaction, proposal: FlowRunProposal): Promise<FlowRunOutcome> {
  const run = await loadFlowRunForUpdate(tx, proposal.flowRunId)
  if (run === undefined) throw new RunNotFound('flow run', proposal.flowRunId)
  return await propose(context, tx, run, proposal, (columns) => updateFlowRunState(tx, run, columns))
}

/** Writes a new flow run together with its first state, which is forced. */
export async function startFlowRun(
  context: OrchestrationContext,
  tx: Transaction,
  row: NewFlowRunRow,
  { state, caller }: Pick<FlowRunProposal, 'state' | 'caller'>,
): Promise<void> {
  await propose(context, tx, { ...row, ...NO_STATE_YET }, { state, caller, force: true }, (columns) =>
    insertFlowRun(tx, { ...row, ...columns }),
  )
}

const NO_STATE_YET = {
  infrastructure_pid: null,
  state_id: null,
  state_type: null,
  state_name: null,
  state_timestamp: null,
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
  attempt: 0,
  message: null,
  data: null,
  state_details: null,
} as const satisfies Partial<FlowRunWithState>

/** Writes the columns of a run that follow from its new state, before the state itself, which refers to the run. */
type Save = (columns: FlowRunStateColumns) => Promise<void>

async function propose(
  context: OrchestrationContext,
  tx: Transaction,
  run: FlowRunWithState,
  proposal: Proposed,
  save: Save,
): Promise<FlowRunOutcome> {
  const now = context.clock.now()
  const from = presentState(run)
  const to = receiveProposal(proposal.state, stateTimestamp(run.state_timestamp, now))
  const generation = generationOf(proposal.caller)
  const transition = {
    run,
    from,
    to,
    now,
    chance: drawChance(),
    stateId: newId(),
    generation,
    settings: context.settings.server,
    attempt: proposal.caller.attempt,
  }
  let { attempt } = run
  const { result, wrote } = await orchestrate<FlowRun>(policyFor(proposal)(from?.type ?? null, to.type), tx, transition, async (agreed) => {
    const { stateId } = transition
    const written = await write(context, tx, { run, from, agreed, stateId, now, generation, caller: proposal.caller, save })
    attempt = written.attempt
    return written.state
  })
  if (wrote) await releaseFlowRunSlots(context, tx, run, from, result, now)
  return { result, wrote, attempt }
}

function policyFor({ force, policy }: Proposed): Policy<FlowRun> {
  if (force) return minimalFlowPolicy
  return policy === 'mark-late' ? markLatePolicy : coreFlowPolicy
}

interface Writing {
  readonly run: FlowRunWithState
  readonly from: State | null
  readonly agreed: Agreed<FlowRun>
  readonly stateId: string
  readonly now: string
  readonly generation: Generation
  readonly caller: Caller
  readonly save: Save
}

/** Writes the state with all that follows from it, and has it told once the transaction is durable. */
async function write(context: OrchestrationContext, tx: Transaction, writing: Writing): Promise<{ state: State; attempt: number }> {
  const { run, from, agreed, stateId, now, generation, save } = writing
  const to = await dated(tx, run, agreed.to)
  // Clients of Prefect never name an attempt.
  const isNewProcess = writing.caller.attempt === undefined && writing.caller.prefectVersion === undefined
  const { columns, after } = afterFlowRunState(agreed, from, to, generation, isNewProcess)
  const state_details = { ...to.state_details, flow_run_id: run.id, ...(run.parent_task_run_id && { task_run_id: run.parent_task_run_id }) }
  const state: State = { ...to, id: stateId, state_details }
  const event = flowRunStateEvent(after, from, state, await relatedResources(context, tx, after), now)
  // Nobody holds a run that is over, and a new attempt does not inherit what the one before held.
  const countsAsOver = isTerminal(to.type) || (from !== null && isTerminal(from.type))
  const leaseEnds = isTerminal(to.type) || (after.attempt > run.attempt && run.attempt > 0)
  const [written] = await Promise.all([
    appendEvents(tx, [event]),
    save({ ...columns, updated: now, state_id: stateId, state_type: to.type, state_name: to.name, state_timestamp: to.timestamp }),
    insertFlowRunState(tx, { ...state, name: to.name, data: isUnpersisted(to.data) ? null : to.data, flow_run_id: run.id }),
    leaseEnds ? deleteLease(tx, run.id) : undefined,
    countsAsOver ? tellRunChanged(tx, [run.expected_start_time, columns.expected_start_time], now) : undefined,
  ])
  await offerEvents(context, tx, written)
  await queueNotifications(context, tx, after, state)
  if (run.parent_task_run_id !== null) await copyToParentTask(context, tx, run.parent_task_run_id, state, writing)
  tx.afterCommit(() => {
    context.bus.publish([event])
    if (to.type === 'CANCELLING') context.work.notify(cancellationOf(run.id))
    // Workers ask for the runs of their queues, processes that serve deployments for those of their deployments.
    if (to.type === 'SCHEDULED') for (const id of [run.work_queue_id, run.deployment_id]) if (id !== null) context.work.notify(id)
  })
  return { state, attempt: after.attempt }
}

/** The proposal at a time that no other state of the run has; only a client that dates its own states can have hit one. */
async function dated(tx: Transaction, run: FlowRunWithState, to: Proposal): Promise<Proposal> {
  let { timestamp } = to
  if (run.state_timestamp === null || run.state_timestamp < timestamp) return to
  while (await hasFlowRunStateAt(tx, run.id, timestamp)) timestamp = nextMicrosecond(timestamp)
  return { ...to, timestamp }
}

/** The task run that stands for a subflow in its parent has the subflow's states. */
async function copyToParentTask(
  context: OrchestrationContext,
  tx: Transaction,
  taskRunId: string,
  state: State,
  { run, caller }: Writing,
): Promise<void> {
  const copy = { ...state, id: null, timestamp: null, state_details: { ...state.state_details, child_flow_run_id: run.id } }
  await setTaskRunState(context, tx, { taskRunId, state: copy, force: true, caller })
}
