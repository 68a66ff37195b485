import { withDetails } from '../proposal.ts'
import { type FlowRule, accept, defineRule } from '../rule.ts'
import { ANY_STATE, ANY_TYPE } from './state-sets.ts'

/** Carries the lease of the deployment's slot from state to state: clients that do not know it propose states without. */
export const preserveDeploymentLease: FlowRule = defineRule({
  name: 'preserve-deployment-lease',
  from: ANY_STATE,
  to: ANY_TYPE,
  decide({ from, to }) {
    const leaseId = from?.state_details.deployment_concurrency_lease_id ?? null
    if (leaseId === null || (to.state_details.deployment_concurrency_lease_id ?? null) !== null) return accept(to)
    return accept(withDetails(to, { deployment_concurrency_lease_id: leaseId }))
  },
})
