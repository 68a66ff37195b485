import { type FlowRule, accept, defineRule, reject } from '../rule.ts'
import { allBut } from './state-sets.ts'

/** Lets a run that is being cancelled end as CANCELLED only. */
export const enforceCancellingToCancelled: FlowRule = defineRule({
  name: 'enforce-cancelling-to-cancelled',
  from: ['CANCELLING', 'CANCELLED'],
  to: allBut('CANCELLED'),
  decide({ from, to, generation }) {
    if (from?.type === 'CANCELLED' && generation.rerunsCancelled) return accept(to)
    return reject(null, 'Cannot transition flows that are cancelling to a state other than Cancelled.')
  },
})
