import { withDetails } from '../proposal.ts'
import { type Rule, accept, defineRule } from '../rule.ts'

/** Keeps the time for which a run was scheduled while it is pending. */
export const copyScheduledTime: Rule<object> = defineRule({
  name: 'copy-scheduled-time',
  from: ['SCHEDULED'],
  to: ['PENDING'],
  decide({ from, to }) {
    if ((to.state_details.scheduled_time ?? null) !== null) return accept(to)
    return accept(withDetails(to, { scheduled_time: from?.state_details.scheduled_time ?? null }))
  },
})
