import { isTerminal } from '@millrace/protocol'
import type { Generation } from '../generation.ts'
import type { Proposal } from '../proposal.ts'
import type { FlowRun } from '../runs.ts'

/** How often a flow run has run: once more with each RUNNING state, except with the one by which it resumes after a pause. */
export function flowRunCount(
  run: Pick<FlowRun, 'run_count' | 'empirical_policy'>,
  to: Proposal,
  generation: Generation,
): Pick<FlowRun, 'run_count' | 'empirical_policy'> {
  const resumes = generation.pauses && run.empirical_policy.resuming === true
  const over = resumes && (to.type === 'RUNNING' || isTerminal(to.type))
  return {
    run_count: to.type === 'RUNNING' && !resumes ? run.run_count + 1 : run.run_count,
    empirical_policy: over ? { ...run.empirical_policy, resuming: false } : run.empirical_policy,
  }
}
