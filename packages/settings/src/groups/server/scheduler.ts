import { setting } from '../../setting.ts'
import { bool, int, seconds } from '../../values.ts'

/** Makes the runs of schedules. */
export const scheduler = {
  enabled: setting(bool, true, 'Make the runs of schedules.', { aliases: ['API_SERVICES_SCHEDULER_ENABLED'] }),
  loopSeconds: setting(seconds, 60, 'Seconds between two turns over all deployments.', {
    aliases: ['API_SERVICES_SCHEDULER_LOOP_SECONDS'],
  }),
  recentDeploymentsLoopSeconds: setting(seconds, 5, 'Seconds between two turns over deployments that changed.'),
  deploymentBatchSize: setting(int(1), 100, 'Deployments handled in one transaction.', {
    aliases: ['API_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE'],
  }),
  maxRuns: setting(int(1), 100, 'Most runs made ahead for one schedule.', { aliases: ['API_SERVICES_SCHEDULER_MAX_RUNS'] }),
  minRuns: setting(int(0), 3, 'Least runs made ahead for one schedule.', { aliases: ['API_SERVICES_SCHEDULER_MIN_RUNS'] }),
  maxScheduledTime: setting(seconds, 8_640_000, 'Seconds ahead beyond which no run is made.', {
    aliases: ['API_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME'],
  }),
  minScheduledTime: setting(seconds, 3600, 'Seconds ahead that the runs reach at least.', {
    aliases: ['API_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME'],
  }),
}
