import { setting } from '../../setting.ts'
import { bool, seconds } from '../../values.ts'
import { logLevel } from '../logging.ts'
import { accounts } from './accounts.ts'
import { api } from './api.ts'
import { cancellationCleanup, cleanupReconciler, dbVacuum, workerChannel } from './clean-up.ts'
import { concurrency, deployments } from './concurrency.ts'
import { database } from './database.ts'
import { events } from './events.ts'
import { flowRunNotifications } from './flow-run-notifications.ts'
import { foreman } from './foreman.ts'
import { lateRuns } from './late-runs.ts'
import { scheduler } from './scheduler.ts'
import { tasks } from './tasks.ts'
import { triggers } from './triggers.ts'
import { ui } from './ui.ts'

/** The API server. */
export const server = {
  accounts,
  api,
  concurrency,
  database,
  deployments,
  events,
  services: { cancellationCleanup, cleanupReconciler, dbVacuum, flowRunNotifications, foreman, lateRuns, scheduler, triggers },
  allowPrivateUrls: setting(
    bool,
    true,
    'Let webhooks and notifications call addresses of private networks and of this machine; false refuses them, whatever their block says.',
    { own: true },
  ),
  auditEnabled: setting(bool, false, 'Write each entry of the audit log to the log of the server, too.', { own: true }),
  auditRetentionPeriod: setting(seconds, 400 * 86_400, 'Seconds for which entries of the audit log are kept.', { own: true }),
  loggingLevel: setting(logLevel, 'WARNING', 'The least level that the server logs.', {
    aliases: ['LOGGING_SERVER_LEVEL', 'SERVER_LOGGING_LEVEL'],
  }),
  metricsEnabled: setting(bool, false, 'Answer GET /api/metrics in the text format of Prometheus.', { aliases: ['API_ENABLE_METRICS'] }),
  registerBlocksOnStart: setting(bool, true, 'Register the built-in block types at start.', { aliases: ['API_BLOCKS_REGISTER_ON_START'] }),
  tasks,
  ui,
  workerChannel,
}
