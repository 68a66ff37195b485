import type { Settings } from '@millrace/settings'
import type { ServerContext } from '../context.ts'
import type { Dispatcher } from '../http/dispatcher.ts'
import { createAbandonedTasks } from './abandoned-tasks.ts'
import { createAbsenceTriggers } from './absence-triggers.ts'
import { createAutomationActions } from './automation-actions.ts'
import { createCancellationCleanup } from './cancellation-cleanup.ts'
import { createCleanupReconciler } from './cleanup-reconciler.ts'
import { eventIndex } from './event-index.ts'
import { eventTriggers } from './event-triggers.ts'
import { createExpiredLeases } from './expired-leases.ts'
import { expiredPauses } from './expired-pauses.ts'
import { flowRunNotifications } from './flow-run-notifications.ts'
import { createLapsedRuns } from './lapsed-runs.ts'
import { createLapsedReadiness } from './lapsed-readiness.ts'
import { createLateRuns } from './late-runs.ts'
import { createMetricTriggers } from './metric-triggers.ts'
import { runTallies } from './run-tallies.ts'
import { createRetention } from './retention.ts'
import { type RunningServices, runServices } from './run-services.ts'
import { createRecentDeploymentsScheduler, createScheduler } from './scheduler.ts'
import type { Service } from './service.ts'

/** Every background service that the settings leave enabled. */
const createServices = (settings: Settings, dispatcher: Dispatcher): Service[] => {
  const {
    cancellationCleanup,
    cleanupReconciler,
    scheduler,
    lateRuns,
    foreman,
    triggers,
    flowRunNotifications: notifications,
  } = settings.server.services
  return [
    ...(scheduler.enabled ? [createScheduler(settings), createRecentDeploymentsScheduler(settings)] : []),
    ...(lateRuns.enabled ? [createLateRuns(settings)] : []),
    ...(foreman.enabled ? [createLapsedReadiness(settings)] : []),
    expiredPauses,
    createLapsedRuns(),
    runTallies,
    createExpiredLeases(),
    eventIndex,
    createAbandonedTasks(),
    ...(cancellationCleanup.enabled ? [createCancellationCleanup(settings)] : []),
    ...(cleanupReconciler.enabled ? [createCleanupReconciler(settings)] : []),
    createRetention(settings),
    ...(notifications.enabled ? [flowRunNotifications] : []),
    ...(triggers.enabled
      ? [eventTriggers, createAbsenceTriggers(settings), createMetricTriggers(), ...createAutomationActions(dispatcher)]
      : []),
  ]
}

/** Starts the background services of a server; what automations do, they do through its API. */
export const startServices = (context: ServerContext, dispatcher: Dispatcher): RunningServices =>
  runServices(context, createServices(context.settings, dispatcher))
