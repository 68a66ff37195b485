import { type FlowRule, accept, defineRule, reject } from '../rule.ts'
import { ANY_STATE } from './state-sets.ts'

/** Lets only a run that waits be called late, and only once. */
export const ensureOnlyScheduledFlowsMarkedLate: FlowRule = defineRule({
  name: 'ensure-only-scheduled-flows-marked-late',
  from: ANY_STATE,
  to: ['SCHEDULED'],
  decide({ from, to, generation }) {
    if (from === null || to.name !== 'Late') return accept(to)
    if (from.type !== 'SCHEDULED') return reject(null, 'Only scheduled flows can be marked late.')
    if (from.name === 'Late' && generation.marksLateOnce) return reject(null, 'This flow run is already marked late.')
    return accept(to)
  },
})
