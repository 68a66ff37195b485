import type { Settings } from '@millrace/settings'
import type { ServerContext } from '../context.ts'
import { createAbandonedTasks } from './abandoned-tasks.ts'
import { eventIndex } from './event-index.ts'
import { createExpiredLeases } from './expired-leases.ts'
import { expiredPauses } from './expired-pauses.ts'
import { createLapsedRuns } from './lapsed-runs.ts'
import { createLateRuns } from './late-runs.ts'
import { type RunningServices, runServices } from './run-services.ts'
import { createRecentDeploymentsScheduler, createScheduler } from './scheduler.ts'
import type { Service } from './service.ts'

/** Every background service that the settings leave enabled. */
const createServices = (settings: Settings): Service[] => {
  const { scheduler, lateRuns } = settings.server.services
  return [
    ...(scheduler.enabled ? [createScheduler(settings), createRecentDeploymentsScheduler(settings)] : []),
    ...(lateRuns.enabled ? [createLateRuns(settings)] : []),
    expiredPauses,
    createLapsedRuns(),
    createExpiredLeases(),
    eventIndex,
    createAbandonedTasks(),
  ]
}

/** Starts the background services of a server. */
export const startServices = (context: ServerContext): RunningServices => runServices(context, createServices(context.settings))
