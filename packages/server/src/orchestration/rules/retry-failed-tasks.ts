import { addSeconds } from '@millrace/protocol'
import { makeProposal } from '../proposal.ts'
import { type TaskRule, accept, defineRule, reject } from '../rule.ts'
import { jittered } from './jitter.ts'

/** Sends a failed task run back to wait for its next attempt, while it has attempts left and the client calls it retriable. */
export const retryFailedTasks: TaskRule = defineRule({
  name: 'retry-failed-tasks',
  from: ['RUNNING'],
  to: ['FAILED'],
  decide({ run, to, now, chance }) {
    const { retries, retry_jitter_factor } = run.empirical_policy
    if (to.state_details.retriable === false) return accept(to)
    if (retries === null || retries === undefined || run.run_count > retries) return accept(to)
    const delay = delayOf(run.empirical_policy.retry_delay ?? 0, run.run_count)
    const seconds = retry_jitter_factor && retry_jitter_factor > 0 ? jittered(delay, retry_jitter_factor, chance) : delay
    const retry = makeProposal('SCHEDULED', now, {
      name: 'AwaitingRetry',
      message: to.message,
      data: to.data,
      details: { scheduled_time: addSeconds(now, seconds) },
    })
    return reject(retry, 'Retrying')
  },
})

/** The delay of a list that belongs to this retry; its last one for all that come after. */
function delayOf(delay: number | readonly number[], runCount: number): number {
  return typeof delay === 'number' ? delay : (delay.at(Math.min(runCount, delay.length) - 1) ?? 0)
}
