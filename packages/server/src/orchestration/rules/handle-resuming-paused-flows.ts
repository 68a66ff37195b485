import { isTerminal } from '@millrace/protocol'
import { makeProposal } from '../proposal.ts'
import { type FlowRule, accept, defineRule, reject } from '../rule.ts'
import type { FlowRun } from '../runs.ts'
import { ANY_TYPE } from './state-sets.ts'

/** Lets a paused run go on, be cancelled or end; one whose pause has lasted too long fails. */
export const handleResumingPausedFlows: FlowRule = defineRule<FlowRun>({
  name: 'handle-resuming-paused-flows',
  from: ['PAUSED'],
  to: ANY_TYPE,
  decide({ run, from, to, now, generation }) {
    if (from === null) return accept(to)
    const cancels = to.type === 'CANCELLING' && generation.cancelsPaused
    if (!(to.type === 'RUNNING' || to.type === 'SCHEDULED' || isTerminal(to.type) || cancels)) {
      return reject(null, `This run cannot transition to the StateType.${to.type} state from the StateType.${from.type} state.`)
    }
    const name = to.name.toLowerCase()
    if (from.state_details.pause_reschedule && run.deployment_id === null) {
      return reject(null, `Cannot reschedule a ${name} flow run without a deployment.`)
    }
    const timeout = from.state_details.pause_timeout ?? null
    // Cancelling must reach the process that waits even after its time is up.
    if (!cancels && timeout !== null && timeout < now) {
      const verb = to.name === 'Suspended' ? 'suspend' : 'pause'
      return reject(
        makeProposal('FAILED', now, { message: `The flow was ${name} and never resumed.` }),
        `The flow run ${verb} has timed out and can no longer resume.`,
        { afterwards: markResuming },
      )
    }
    return accept(to, { afterwards: markResuming })
  },
})

/** Tells the bookkeeping of the next RUNNING state that it is no new run. */
const markResuming = ({ empirical_policy }: FlowRun): Partial<FlowRun> => ({ empirical_policy: { ...empirical_policy, resuming: true } })
