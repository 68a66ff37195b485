import { type State, isTerminal } from '@millrace/protocol'
import type { Proposal } from '../proposal.ts'
import type { FlowRun } from '../runs.ts'

/**
 * The attempt that a flow run is at: one more with each claim, which is a transition to PENDING, or to RUNNING without one. What goes on
 * in the same process keeps its attempt: a new name of PENDING, a resumption after a pause that blocks, a retry in place. `isNew`: the
 * caller names no attempt although it knows of them, so that it cannot be the process that runs it now.
 */
export function attemptAfter(run: Pick<FlowRun, 'attempt' | 'empirical_policy'>, from: State | null, to: Proposal, isNew: boolean): number {
  if (to.type === 'PENDING') return from?.type === 'PENDING' ? run.attempt : run.attempt + 1
  if (to.type !== 'RUNNING') return run.attempt
  if (run.attempt === 0 || from === null || isTerminal(from.type)) return run.attempt + 1
  if (from.type === 'RUNNING' && isNew) return run.attempt + 1
  const retriesInPlace = from.name === 'AwaitingRetry' && run.empirical_policy.retry_type === 'in_process'
  return from.type === 'SCHEDULED' && !retriesInPlace ? run.attempt + 1 : run.attempt
}
