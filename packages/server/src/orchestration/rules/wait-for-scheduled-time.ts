import { secondsBetween } from '@millrace/protocol'
import { type Rule, accept, defineRule, wait } from '../rule.ts'

/** Makes a run that is proposed before its time wait, by the server's clock. */
export const waitForScheduledTime: Rule<object> = defineRule({
  name: 'wait-for-scheduled-time',
  from: ['SCHEDULED', 'PENDING'],
  to: ['RUNNING'],
  decide({ from, to, now }) {
    const scheduledTime = from?.state_details.scheduled_time ?? null
    if (scheduledTime === null) return accept(to)
    const seconds = Math.round(secondsBetween(now, scheduledTime))
    return seconds > 0 ? wait(seconds, 'Scheduled time is in the future') : accept(to)
  },
})
