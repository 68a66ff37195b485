import { setting } from '../setting.ts'
import { int, seconds, text } from '../values.ts'

/** Workers and agents. */
export const worker = {
  heartbeatSeconds: setting(seconds, 30, 'Seconds between two heartbeats.'),
  querySeconds: setting(seconds, 10, 'Seconds between two polls, and how long a long poll waits.'),
  prefetchSeconds: setting(seconds, 10, 'Seconds before its time at which a run may be claimed.', { aliases: ['AGENT_PREFETCH_SECONDS'] }),
  cancellationPollSeconds: setting(seconds, 5, 'Seconds between two looks for cancelled runs.'),
  webserver: {
    host: setting(text, '127.0.0.1', "Address on which a worker's health and metrics are served."),
    port: setting(int(0, 65_535), 8080, "Port on which a worker's health and metrics are served; 0 for any."),
  },
  leaseSeconds: setting(seconds, 60, 'How long a run keeps its lease without a renewal.'),
}
