import { setting } from '../../setting.ts'
import { bool, int, seconds } from '../../values.ts'

/** Tells which workers, queues and deployments are alive. */
export const foreman = {
  enabled: setting(bool, true, 'Tell of those that are alive no longer.', { aliases: ['API_SERVICES_FOREMAN_ENABLED'] }),
  loopSeconds: setting(seconds, 15, 'Seconds between two turns.', { aliases: ['API_SERVICES_FOREMAN_LOOP_SECONDS'] }),
  workQueueLastPolledTimeoutSeconds: setting(seconds, 60, 'Seconds after its last poll at which a queue is NOT_READY.', {
    aliases: ['API_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS'],
  }),
  deploymentLastPolledTimeoutSeconds: setting(seconds, 60, 'Seconds after its last poll at which a deployment is NOT_READY.', {
    aliases: ['API_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS'],
  }),
  inactivityHeartbeatMultiple: setting(int(1), 3, 'Heartbeats that a worker may miss before it is OFFLINE.', {
    aliases: ['API_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE'],
  }),
  fallbackHeartbeatIntervalSeconds: setting(seconds, 30, 'Seconds between heartbeats of a worker that does not say.', {
    aliases: ['API_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS'],
  }),
}
