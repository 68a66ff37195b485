import { AWAITING_SLOT } from '../../store/queries/slot-waiters.ts'
import { withDetails } from '../proposal.ts'
import { type Rule, accept, defineRule } from '../rule.ts'
import type { RunColumns } from '../runs.ts'

/**
 * Keeps the time for which a run was scheduled while it is pending. The time in a state that waits for a slot only says when to ask for one
 * again: who has got one earlier need not wait for it.
 */
export const copyScheduledTime: Rule<Pick<RunColumns, 'expected_start_time'>> = defineRule({
  name: 'copy-scheduled-time',
  from: ['SCHEDULED'],
  to: ['PENDING'],
  decide({ run, from, to }) {
    if ((to.state_details.scheduled_time ?? null) !== null) return accept(to)
    const scheduled_time = from?.name === AWAITING_SLOT ? run.expected_start_time : (from?.state_details.scheduled_time ?? null)
    return accept(withDetails(to, { scheduled_time }))
  },
})
