import { addSeconds } from '@millrace/protocol'
import { type DeploymentLimit, lockDeploymentLimit } from '../../concurrency/deployment-limit.ts'
import { freeLeases } from '../../concurrency/free-slots.ts'
import { type Lease, takeLease } from '../../concurrency/take-slots.ts'
import { makeProposal, withDetails } from '../proposal.ts'
import { type FlowRule, abort, accept, defineRule, reject } from '../rule.ts'
import type { FlowRun } from '../runs.ts'
import { ANY_STATE } from './state-sets.ts'

/** Seconds after which a run that found no slot is offered again; Prefect's default. */
const NEXT_TRY = 30
const FULL = 'Deployment concurrency limit reached.'

interface Slot {
  readonly deployment: DeploymentLimit
  /** Undefined when the limit is full. */
  readonly lease: Lease | undefined
}

/**
 * Takes a slot of its deployment for a run that somebody claims, before infrastructure is made for it. Where none is free, the run waits
 * or is cancelled, as the deployment says.
 */
export const secureDeploymentSlot: FlowRule = defineRule<FlowRun, Slot | undefined>({
  name: 'secure-deployment-slot',
  from: ANY_STATE.filter((type) => type !== 'PENDING' && type !== 'RUNNING' && type !== 'CANCELLING'),
  to: ['PENDING'],
  async gather(tx, { run, now, generation }) {
    if (run.deployment_id === null || generation.takesDeploymentSlots) return undefined
    const deployment = await lockDeploymentLimit(tx, run.deployment_id, now)
    if (deployment === undefined) return undefined
    const { limit, grace } = deployment
    if (limit.limit === 0) return { deployment, lease: undefined }
    return { deployment, lease: await takeLease(tx, [limit], 1, { holder: { type: 'flow_run', id: run.id }, duration: grace }, now) }
  },
  decide({ to, now }, slot) {
    if (slot === undefined) return accept(to)
    const { deployment, lease } = slot
    if (deployment.limit.limit === 0) {
      return abort('The deployment concurrency limit is 0. The flow will deadlock if submitted again.')
    }
    if (lease !== undefined) return accept(withDetails(to, { deployment_concurrency_lease_id: lease.id }))
    if (deployment.strategy === 'CANCEL_NEW') return reject(makeProposal('CANCELLED', now, { message: FULL }), FULL)
    const waiting = { name: 'AwaitingConcurrencySlot', details: { scheduled_time: addSeconds(now, NEXT_TRY) } }
    return reject(makeProposal('SCHEDULED', now, waiting), FULL)
  },
  async undo(tx, { now }, slot) {
    if (slot?.lease !== undefined) await freeLeases(tx, [slot.lease.id], now)
  },
})
