import { addUnknownResult } from './rules/add-unknown-result.ts'
import { bypassCancellingWithoutInfrastructure } from './rules/bypass-cancelling-without-infrastructure.ts'
import { cacheInsertion } from './rules/cache-insertion.ts'
import { cacheRetrieval } from './rules/cache-retrieval.ts'
import { cancelLateRunsOfFullDeployments } from './rules/cancel-late-runs-of-full-deployments.ts'
import { copyScheduledTime } from './rules/copy-scheduled-time.ts'
import { copyTaskParametersId } from './rules/copy-task-parameters-id.ts'
import { enqueueScheduledTasks } from './rules/enqueue-scheduled-tasks.ts'
import { enforceCancellingToCancelled } from './rules/enforce-cancelling-to-cancelled.ts'
import { ensureOnlyScheduledFlowsMarkedLate } from './rules/ensure-only-scheduled-flows-marked-late.ts'
import { handleFlowTerminalStateTransitions } from './rules/handle-flow-terminal-state-transitions.ts'
import { handlePausingFlows } from './rules/handle-pausing-flows.ts'
import { handleResumingPausedFlows } from './rules/handle-resuming-paused-flows.ts'
import { handleTaskTerminalStateTransitions } from './rules/handle-task-terminal-state-transitions.ts'
import { holdDeploymentSlotWhileCancelling } from './rules/hold-deployment-slot-while-cancelling.ts'
import { leaveQuarantinedAlone } from './rules/leave-quarantined-alone.ts'
import { preserveDeploymentLease } from './rules/preserve-deployment-lease.ts'
import { preventDuplicateTransitions } from './rules/prevent-duplicate-transitions.ts'
import { preventPendingTransitions } from './rules/prevent-pending-transitions.ts'
import { preventResultDataLoss } from './rules/prevent-result-data-loss.ts'
import { preventRunningTasksFromStoppedFlows } from './rules/prevent-running-tasks-from-stopped-flows.ts'
import { refuseSupersededAttempts } from './rules/refuse-superseded-attempts.ts'
import { renameReruns } from './rules/rename-reruns.ts'
import { retryFailedFlows } from './rules/retry-failed-flows.ts'
import { retryFailedTasks } from './rules/retry-failed-tasks.ts'
import { secureDeploymentSlot } from './rules/secure-deployment-slot.ts'
import { secureTaskSlots } from './rules/secure-task-slots.ts'
import { setPoisonAside } from './rules/set-poison-aside.ts'
import { updateFlowRunTracker } from './rules/update-flow-run-tracker.ts'
import { validateDeploymentSlot } from './rules/validate-deployment-slot.ts'
import { waitForScheduledTime } from './rules/wait-for-scheduled-time.ts'
import { type Policy, policyOf } from './policy.ts'
import type { FlowRun, TaskRun } from './runs.ts'

/** What guards flow runs. The order of each list is its meaning. */
export const coreFlowPolicy: Policy<FlowRun> = policyOf<FlowRun>([
  // Who has lost the run has no say in anything below.
  refuseSupersededAttempts,
  // Whatever becomes of the proposal, the run's slot is found through its state.
  preserveDeploymentLease,
  // Before every rule that would find the repeated transition wrong.
  preventDuplicateTransitions,
  handleFlowTerminalStateTransitions,
  leaveQuarantinedAlone,
  enforceCancellingToCancelled,
  bypassCancellingWithoutInfrastructure,
  preventPendingTransitions,
  // After the rules that refuse a claim: who may not have the run takes no slot.
  validateDeploymentSlot,
  secureDeploymentSlot,
  holdDeploymentSlotWhileCancelling,
  ensureOnlyScheduledFlowsMarkedLate,
  handlePausingFlows,
  // After pausing: PAUSED to PAUSED is answered as a pause of what does not run.
  handleResumingPausedFlows,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedFlows,
  // Last: it looks back only at crashes that are to be.
  setPoisonAside,
])

/** What even a forced transition of a flow run obeys. */
export const minimalFlowPolicy: Policy<FlowRun> = policyOf<FlowRun>([
  refuseSupersededAttempts,
  preventResultDataLoss,
  addUnknownResult,
  // Cancelling from the UI is forced, and has as little to stop.
  bypassCancellingWithoutInfrastructure,
])

/** What the service that marks runs late obeys. */
export const markLatePolicy: Policy<FlowRun> = policyOf<FlowRun>([ensureOnlyScheduledFlowsMarkedLate, cancelLateRunsOfFullDeployments])

/** What guards task runs whose client asks before each state. */
export const coreTaskPolicy: Policy<TaskRun> = policyOf<TaskRun>([
  // First: a cached result needs nothing of what follows.
  cacheRetrieval,
  handleTaskTerminalStateTransitions,
  preventRunningTasksFromStoppedFlows,
  // After the cache: a run that takes a stored result needs no slot.
  secureTaskSlots,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedTasks,
  // After the rule for final states, which sets the count back that this one looks at.
  renameReruns,
  updateFlowRunTracker,
  cacheInsertion,
])

/** What guards background tasks of 3.8, which are claimed as flow runs are; their clients take the slots of tags themselves. */
export const backgroundTaskPolicy: Policy<TaskRun> = policyOf<TaskRun>([
  preventPendingTransitions,
  cacheRetrieval,
  handleTaskTerminalStateTransitions,
  copyScheduledTime,
  copyTaskParametersId,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  updateFlowRunTracker,
  cacheInsertion,
  // Last: what it puts into the queue is what all others agreed to.
  enqueueScheduledTasks,
])

/** What guards background tasks of 2.20, which no flow run holds. */
export const autonomousTaskPolicy: Policy<TaskRun> = policyOf<TaskRun>([
  preventPendingTransitions,
  cacheRetrieval,
  handleTaskTerminalStateTransitions,
  secureTaskSlots,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  updateFlowRunTracker,
  cacheInsertion,
  enqueueScheduledTasks,
])

/** What even a forced transition of a task run obeys. */
export const minimalTaskPolicy: Policy<TaskRun> = policyOf<TaskRun>([addUnknownResult])
