import { setting } from '../../setting.ts'
import { bool, int, seconds, text } from '../../values.ts'

/** Ends the tasks and subflows of runs that were cancelled, and cancellations that nobody carries out. */
export const cancellationCleanup = {
  enabled: setting(bool, true, 'End what is left of runs that were cancelled.', { aliases: ['API_SERVICES_CANCELLATION_CLEANUP_ENABLED'] }),
  loopSeconds: setting(seconds, 20, 'Seconds between two turns.', { aliases: ['API_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS'] }),
  cancellingTimeoutSeconds: setting(seconds, 300, 'Seconds after which a run whose cancellation nobody carried out is cancelled.'),
}

/** Asks another worker to clear away what a worker was asked to and did not. */
export const cleanupReconciler = {
  enabled: setting(bool, true, 'Ask again when a worker does not clear away what it was asked to.'),
  loopSeconds: setting(seconds, 5, 'Seconds between two turns.'),
  batchSize: setting(int(1), 100, 'Most requests looked at in one transaction.'),
}

/** The websocket of workers. */
export const workerChannel = {
  cleanupLeaseSeconds: setting(seconds, 30, 'Seconds that a worker has to clear something away, unless it asks for more time.'),
  cleanupMaxDeliveryAttempts: setting(int(1), 3, 'How often workers are asked to clear the same thing away.'),
}

const DAY = 86_400

/** Deletes what is old. */
export const dbVacuum = {
  enabled: setting(text, 'events,flow_runs,logs', 'What is deleted when it is old: events, flow_runs, logs, by comma; false: nothing.'),
  loopSeconds: setting(seconds, 3600, 'Seconds between two turns.'),
  batchSize: setting(int(1, 10_000), 1000, 'Most runs, events or log lines deleted in one transaction.'),
  retentionPeriod: setting(
    seconds,
    90 * DAY,
    'Seconds for which log lines, and flow runs that ended, are kept with their tasks and states.',
  ),
  maxDatabaseBytes: setting(
    int(0),
    50_000_000_000,
    'Bytes in use of an SQLite database beyond which the oldest events and log lines are deleted, whatever their age; 0: any size.',
    { own: true },
  ),
}
