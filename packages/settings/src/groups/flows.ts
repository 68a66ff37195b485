import { z } from 'zod'
import { int, seconds, setting } from '../setting.ts'

/** Defaults of flows. */
export const flows = {
  defaultRetries: setting(int.min(0), 0, 'Retries of a flow that sets none.', { aliases: ['FLOW_DEFAULT_RETRIES'] }),
  defaultRetryDelaySeconds: setting(seconds, 0, 'Seconds between attempts of a flow that sets none.', {
    aliases: ['FLOW_DEFAULT_RETRY_DELAY_SECONDS'],
  }),
}

/** Defaults of tasks. */
export const tasks = {
  defaultRetries: setting(int.min(0), 0, 'Retries of a task that sets none.', { aliases: ['TASK_DEFAULT_RETRIES'] }),
  defaultRetryDelaySeconds: setting(z.union([seconds, z.array(seconds)]), 0, 'Seconds before each retry of a task that sets none.', {
    aliases: ['TASK_DEFAULT_RETRY_DELAY_SECONDS'],
  }),
}
