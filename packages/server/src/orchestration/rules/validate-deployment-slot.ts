import { addSeconds } from '@millrace/protocol'
import { lockDeploymentLimit } from '../../concurrency/deployment-limit.ts'
import { takeLease } from '../../concurrency/take-slots.ts'
import { deleteLeases, extendLease } from '../../store/queries/concurrency-slots.ts'
import { makeProposal, withDetails } from '../proposal.ts'
import { type FlowRule, accept, defineRule, reject } from '../rule.ts'
import type { FlowRun } from '../runs.ts'

/** What became of the slot that a run was claimed with. */
type Slot =
  | { readonly is: 'held' }
  /** It lapsed while the infrastructure started, and another was free. */
  | { readonly is: 'taken-again'; readonly leaseId: string }
  | { readonly is: 'lost' }

/**
 * Makes sure that a run which begins still has its deployment's slot, and that it keeps it: as long as the client renews it, or, for a
 * client that cannot, until the run gives it back. A run that lost its slot for good is cancelled, as its infrastructure is there already.
 */
export const validateDeploymentSlot: FlowRule = defineRule<FlowRun, Slot>({
  name: 'validate-deployment-slot',
  from: ['PENDING'],
  to: ['RUNNING'],
  async gather(tx, { run, from, now, generation, settings }) {
    const leaseId = from?.state_details.deployment_concurrency_lease_id ?? null
    if (leaseId === null || run.deployment_id === null) return { is: 'held' }
    const deployment = await lockDeploymentLimit(tx, run.deployment_id, settings, now)
    if (deployment === undefined) return { is: 'held' }
    const duration = generation.renewsLeases ? deployment.grace : null
    const until = duration === null ? null : addSeconds(now, duration)
    if (await extendLease(tx, leaseId, until, duration)) return { is: 'held' }
    const lease = await takeLease(tx, [deployment.limit], 1, { holder: { type: 'flow_run', id: run.id }, duration }, now)
    return lease === undefined ? { is: 'lost' } : { is: 'taken-again', leaseId: lease.id }
  },
  decide({ to, now, generation }, slot) {
    if (slot.is === 'held') return accept(to)
    if (slot.is === 'taken-again') return accept(withDetails(to, { deployment_concurrency_lease_id: slot.leaseId }))
    // Prefect does not look whether a client that renews nothing lost its slot, and such clients know no verdict but acceptance.
    if (!generation.renewsLeases) return accept(to)
    const message = 'Deployment concurrency slot lost during provisioning - no slots available to continue execution'
    return reject(makeProposal('CANCELLED', now, { message }), 'Deployment concurrency limit reached after lease expiry.')
  },
  async undo(tx, _transition, slot) {
    if (slot.is === 'taken-again') await deleteLeases(tx, [slot.leaseId])
  },
})
