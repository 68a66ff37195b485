import { makeProposal } from '../proposal.ts'
import { type FlowRule, accept, defineRule, reject } from '../rule.ts'

/** Cancels a run at once when nothing runs that would have to be stopped first. */
export const bypassCancellingWithoutInfrastructure: FlowRule = defineRule({
  name: 'bypass-cancelling-without-infrastructure',
  from: ['SCHEDULED', 'PAUSED'],
  to: ['CANCELLING'],
  decide({ run, from, to, now }) {
    const cancelled = makeProposal('CANCELLED', now)
    // An empty pid is none: Prefect's clients send both.
    const hasProcess = run.infrastructure_pid !== null && run.infrastructure_pid !== ''
    if ((from?.type === 'SCHEDULED' && !hasProcess) || from?.name === 'Resuming') {
      return reject(cancelled, 'Scheduled flow run has no infrastructure to terminate.')
    }
    if (from?.type === 'PAUSED' && from.state_details.pause_reschedule) {
      return reject(cancelled, 'Suspended flow run has no infrastructure to terminate.')
    }
    return accept(to)
  },
})
