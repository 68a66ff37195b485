import { isTerminal, type OrchestrationResult, type State, type StateType, type Timestamp } from '@millrace/protocol'
import { freeLeases, freeLeasesOf } from '../concurrency/free-slots.ts'
import type { HandingOn } from '../concurrency/hand-on-slots.ts'
import type { Transaction } from '../store/store.ts'
import type { FlowRun, TaskRun } from './runs.ts'

/** The states in which a flow run has its deployment's slot. */
const HOLDING: ReadonlySet<StateType> = new Set(['PENDING', 'RUNNING', 'CANCELLING'])

/**
 * Gives back what a flow run holds when the state that was written says that it is no longer under way: its deployment's slot, and at
 * its end whatever else was taken on its behalf. In the transaction of the state, so that neither outlives the other.
 */
export async function releaseFlowRunSlots(
  context: HandingOn,
  tx: Transaction,
  run: Pick<FlowRun, 'id'>,
  from: State | null,
  { state: to, status }: OrchestrationResult,
  now: Timestamp,
): Promise<void> {
  if (to === null || HOLDING.has(to.type)) return
  // A failed run that is put back to wait by the rules goes on in the same process, which keeps renewing its lease.
  if (to.name === 'AwaitingRetry' && status === 'REJECT') return
  const leaseId = from !== null && HOLDING.has(from.type) ? (from.state_details.deployment_concurrency_lease_id ?? null) : null
  if (leaseId !== null) await freeLeases(context, tx, [leaseId], now)
  if (isTerminal(to.type)) await freeLeasesOf(context, tx, run.id, now)
}

/** Gives back the slots of tags that a task run holds when the state that was written is none in which it works. */
export async function releaseTaskRunSlots(
  context: HandingOn,
  tx: Transaction,
  run: Pick<TaskRun, 'id' | 'tags'>,
  to: State,
  now: Timestamp,
): Promise<void> {
  if (run.tags.length === 0 || to.type === 'RUNNING' || to.type === 'CANCELLING') return
  await freeLeasesOf(context, tx, run.id, now)
}
