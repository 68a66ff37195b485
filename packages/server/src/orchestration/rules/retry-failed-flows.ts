import { addSeconds } from '@millrace/protocol'
import { makeProposal } from '../proposal.ts'
import { type FlowRule, accept, defineRule, reject } from '../rule.ts'
import type { FlowRun } from '../runs.ts'

/** Sends a failed flow run back to wait for its next attempt, while it has attempts left. */
export const retryFailedFlows: FlowRule = defineRule<FlowRun>({
  name: 'retry-failed-flows',
  from: ['RUNNING'],
  to: ['FAILED'],
  decide({ run, from, to, now, generation }) {
    const policy = run.empirical_policy
    if (policy.retries === null || policy.retries === undefined || run.run_count > policy.retries) {
      if (!generation.forgetsRetryType) return accept(to)
      return accept<FlowRun>(to, { run: { empirical_policy: { ...policy, retry_type: null } } })
    }
    const retry = makeProposal('SCHEDULED', now, {
      name: 'AwaitingRetry',
      message: to.message,
      data: to.data,
      details: {
        scheduled_time: addSeconds(now, policy.retry_delay ?? 0),
        deployment_concurrency_lease_id: from?.state_details.deployment_concurrency_lease_id ?? null,
      },
    })
    if (!generation.pauses) return reject(retry, 'Retrying')
    return reject<FlowRun>(retry, 'Retrying', {
      run: { empirical_policy: { ...policy, resuming: false, pause_keys: [], retry_type: 'in_process' } },
    })
  },
})
