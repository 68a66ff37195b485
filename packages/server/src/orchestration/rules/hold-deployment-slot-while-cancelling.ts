import { extendLease } from '../../store/queries/concurrency-slots.ts'
import { type FlowRule, accept, defineRule } from '../rule.ts'

/** Lets a run whose client renews no lease keep its deployment's slot until it has stopped. */
export const holdDeploymentSlotWhileCancelling: FlowRule = defineRule({
  name: 'hold-deployment-slot-while-cancelling',
  from: ['PENDING'],
  to: ['CANCELLING'],
  decide: ({ to }) => accept(to),
  async settle(tx, { from, generation }) {
    const leaseId = from?.state_details.deployment_concurrency_lease_id ?? null
    if (leaseId !== null && !generation.renewsLeases) await extendLease(tx, leaseId, null, null)
  },
})
