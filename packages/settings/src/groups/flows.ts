import { setting } from '../setting.ts'
import { bool, int, seconds, secondsEach } from '../values.ts'

/** Defaults of flows. */
export const flows = {
  defaultRetries: setting(int(0), 0, 'Retries of a flow that sets none.', { aliases: ['FLOW_DEFAULT_RETRIES'] }),
  defaultRetryDelaySeconds: setting(seconds, 0, 'Seconds between attempts of a flow that sets none.', {
    aliases: ['FLOW_DEFAULT_RETRY_DELAY_SECONDS'],
  }),
}

/** Defaults of tasks. */
export const tasks = {
  defaultRetries: setting(int(0), 0, 'Retries of a task that sets none.', { aliases: ['TASK_DEFAULT_RETRIES'] }),
  defaultRetryDelaySeconds: setting(secondsEach, 0, 'Seconds before each retry of a task that sets none.', {
    aliases: ['TASK_DEFAULT_RETRY_DELAY_SECONDS'],
  }),
  refreshCache: setting(bool, false, 'Run cached tasks in any case, and replace their results.'),
  disableCaching: setting(bool, false, 'Run cached tasks as if they were not.'),
}
