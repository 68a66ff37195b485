import { setting } from '../setting.ts'
import { seconds } from '../values.ts'

/** Workers and agents. */
export const worker = {
  heartbeatSeconds: setting(seconds, 30, 'Seconds between two heartbeats.'),
  querySeconds: setting(seconds, 10, 'Seconds between two polls, and how long a long poll waits.'),
  prefetchSeconds: setting(seconds, 10, 'Seconds before its time at which a run may be claimed.', { aliases: ['AGENT_PREFETCH_SECONDS'] }),
  cancellationPollSeconds: setting(seconds, 5, 'Seconds between two looks for cancelled runs.'),
  leaseSeconds: setting(seconds, 60, 'How long a run keeps its lease without a renewal.'),
}
