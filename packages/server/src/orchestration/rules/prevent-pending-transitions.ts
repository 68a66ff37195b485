import { withDetails } from '../proposal.ts'
import { type Rule, abort, accept, defineRule } from '../rule.ts'

/** What makes a claim exclusive: a run that is claimed, runs, or is being cancelled cannot be claimed again. */
export const preventPendingTransitions: Rule<object> = defineRule({
  name: 'prevent-pending-transitions',
  from: ['PENDING', 'CANCELLING', 'RUNNING', 'CANCELLED'],
  to: ['PENDING'],
  decide({ from, to, generation }) {
    if (from === null) return accept(to)
    const renamed = from.type === 'PENDING' && from.name !== to.name && to.name !== 'Pending'
    if (!renamed || !generation.renamesPending) {
      return abort(`This run is in a ${from.type} state and cannot transition to a PENDING state.`)
    }
    const { scheduled_time, deployment_concurrency_lease_id } = from.state_details
    return accept(withDetails(to, { scheduled_time, deployment_concurrency_lease_id }))
  },
})
