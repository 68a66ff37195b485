import { decayOf } from '../../concurrency/decay.ts'
import { lockDeploymentLimit } from '../../concurrency/deployment-limit.ts'
import { slotsHeld } from '../../store/queries/concurrency-slots.ts'
import { makeProposal } from '../proposal.ts'
import { type FlowRule, accept, defineRule, reject } from '../rule.ts'
import type { FlowRun } from '../runs.ts'

/** Cancels a run that is late because its deployment is full, where the deployment says that new runs are not to wait. */
export const cancelLateRunsOfFullDeployments: FlowRule = defineRule<FlowRun, 'full' | 'room'>({
  name: 'cancel-late-runs-of-full-deployments',
  from: ['SCHEDULED'],
  to: ['SCHEDULED'],
  async gather(tx, { run, to, now, settings }) {
    if (to.name !== 'Late' || run.deployment_id === null) return 'room'
    const deployment = await lockDeploymentLimit(tx, run.deployment_id, settings, now)
    if (deployment?.strategy !== 'CANCEL_NEW') return 'room'
    const { limit } = deployment
    return decayOf(limit, await slotsHeld(tx, limit.id), now).level >= limit.limit ? 'full' : 'room'
  },
  decide({ to, now }, slots) {
    if (slots === 'room') return accept(to)
    const cancelled = makeProposal('CANCELLED', now, { message: 'Deployment concurrency limit reached.' })
    return reject(cancelled, 'Deployment concurrency limit is full and uses the CANCEL_NEW strategy.')
  },
})
