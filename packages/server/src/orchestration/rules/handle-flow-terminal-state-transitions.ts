import { TERMINAL_STATE_TYPES, isTerminal } from '@millrace/protocol'
import { type FlowRule, abort, accept, defineRule, reject } from '../rule.ts'
import type { FlowRun } from '../runs.ts'
import { LOSES_RESULT, losesResult } from './prevent-result-data-loss.ts'
import { holdsResult } from './persisted-result.ts'
import { ANY_TYPE } from './state-sets.ts'

/**
 * Decides what may follow a final state: no crash, pause or cancellation, no rerun that loses a persisted result, and SCHEDULED only
 * for runs that a worker can start. A rerun forgets the pauses of the run before it.
 */
export const handleFlowTerminalStateTransitions: FlowRule = defineRule<FlowRun>({
  name: 'handle-flow-terminal-state-transitions',
  from: TERMINAL_STATE_TYPES,
  to: ANY_TYPE,
  decide({ run, from, to, generation }) {
    if (from === null) return accept(to)
    if (to.type === 'CANCELLING' || to.type === 'PAUSED' || to.type === 'CRASHED') {
      return abort(`Run is already in terminal state ${from.type}.`)
    }
    if (from.type === 'COMPLETED' && !isTerminal(to.type) && holdsResult(from.data)) {
      return reject(null, 'Run is already COMPLETED.')
    }
    if (generation.keepsResults && losesResult(from, to)) return reject(null, LOSES_RESULT)
    if (to.type === 'SCHEDULED' && run.deployment_id === null) {
      return abort('Cannot reschedule a run without an associated deployment.')
    }
    if (isTerminal(to.type) || !generation.pauses) return accept(to)
    const retryType = to.type === 'SCHEDULED' ? 'reschedule' : null
    return accept<FlowRun>(to, {
      run: { empirical_policy: { ...run.empirical_policy, resuming: false, pause_keys: [], retry_type: retryType } },
    })
  },
})
