import { addSeconds } from '@millrace/protocol'
import { type DeploymentLimit, lockLimitOf } from '../../concurrency/deployment-limit.ts'
import { type Lease, takeLease } from '../../concurrency/take-slots.ts'
import { readDeploymentConcurrency } from '../../store/queries/concurrency-deployments.ts'
import { deleteLeases } from '../../store/queries/concurrency-slots.ts'
import { AWAITING_SLOT, countAhead } from '../../store/queries/slot-waiters.ts'
import { makeProposal, withDetails } from '../proposal.ts'
import { type FlowRule, abort, accept, defineRule, reject } from '../rule.ts'
import type { FlowRun } from '../runs.ts'
import { ANY_STATE } from './state-sets.ts'

/** Seconds for which a slot that came free is kept for the run it was offered to. */
const KEPT = 10
/** Most seconds after which a run that waits is offered again though no slot came free. */
const LONGEST = 600
const FULL = 'Deployment concurrency limit reached.'

interface Slot {
  readonly deployment: DeploymentLimit
  /** Undefined when there is none for this run. */
  readonly lease: Lease | undefined
  /** How many runs wait that come before this one. */
  readonly ahead: number
}

/**
 * Takes a slot of its deployment for a run that somebody claims, before infrastructure is made for it. Where none is free, the run waits
 * or is cancelled, as the deployment says. Where the deployment is gone, nobody gets the run.
 */
export const secureDeploymentSlot: FlowRule = defineRule<FlowRun, Slot | 'gone' | undefined>({
  name: 'secure-deployment-slot',
  from: ANY_STATE.filter((type) => type !== 'PENDING' && type !== 'RUNNING' && type !== 'CANCELLING'),
  to: ['PENDING'],
  async gather(tx, { run, now, generation, settings }) {
    if (run.deployment_id === null || generation.takesDeploymentSlots) return undefined
    const found = await readDeploymentConcurrency(tx, run.deployment_id)
    if (found === undefined) return generation.needsDeployments ? 'gone' : undefined
    const deployment = await lockLimitOf(tx, found, settings, now)
    if (deployment === undefined) return undefined
    const { limit, grace } = deployment
    if (limit.limit === 0) return { deployment, lease: undefined, ahead: 0 }
    // Those that have waited longer and were offered a slot just now come first.
    const offered = { since: addSeconds(now, -KEPT), until: now }
    const leaving = await countAhead(tx, limit, run, offered)
    const terms = { holder: { type: 'flow_run' as const, id: run.id }, duration: grace, leaving }
    const lease = await takeLease(tx, [limit], 1, terms, now)
    return { deployment, lease, ahead: lease === undefined ? await countAhead(tx, limit, run, null) : 0 }
  },
  decide({ to, now, settings }, slot) {
    if (slot === undefined) return accept(to)
    if (slot === 'gone') return abort('Deployment not found.')
    const { deployment, lease } = slot
    if (deployment.limit.limit === 0) {
      return abort('The deployment concurrency limit is 0. The flow will deadlock if submitted again.')
    }
    if (lease !== undefined) return accept(withDetails(to, { deployment_concurrency_lease_id: lease.id }))
    if (deployment.strategy === 'CANCEL_NEW') return reject(makeProposal('CANCELLED', now, { message: FULL }), FULL)
    // A slot that comes free is offered at once; this is for what nobody told of. Who is far back in the line need not ask as often.
    const { concurrencySlotWaitSeconds: pause } = settings.deployments
    const turns = 1 + Math.floor(slot.ahead / deployment.limit.limit)
    const seconds = Math.max(pause, Math.min(LONGEST, turns * pause))
    return reject(makeProposal('SCHEDULED', now, { name: AWAITING_SLOT, details: { scheduled_time: addSeconds(now, seconds) } }), FULL)
  },
  async undo(tx, _transition, slot) {
    if (slot !== 'gone' && slot?.lease !== undefined) await deleteLeases(tx, [slot.lease.id])
  },
})
