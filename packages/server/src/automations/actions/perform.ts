import type { Action } from '@millrace/protocol'
import type { Doing } from './doing.ts'
import { changeFlowRunState, deleteFlowRun, resumeFlowRun } from './flow-runs.ts'
import { callWebhook, notify } from './outward.ts'
import { runDeployment } from './run-deployment.ts'
import { switchAutomation, switchDeployment, switchWorkPool, switchWorkQueue } from './switches.ts'

/** Does an action. Throws `ActionFailed` when it cannot be done, `ActionDelayed` when another try may do better. */
export async function perform(doing: Doing): Promise<void> {
  const { action } = doing
  switch (action.type) {
    case 'do-nothing':
      return
    case 'run-deployment':
      return await runDeployment(as(doing, action))
    case 'pause-deployment':
    case 'resume-deployment':
      return await switchDeployment(as(doing, action))
    case 'cancel-flow-run':
    case 'suspend-flow-run':
    case 'change-flow-run-state':
      return await changeFlowRunState(as(doing, action))
    case 'delete-flow-run':
      return await deleteFlowRun(as(doing, action))
    case 'resume-flow-run':
      return await resumeFlowRun(as(doing, action))
    case 'pause-work-queue':
    case 'resume-work-queue':
      return await switchWorkQueue(as(doing, action))
    case 'pause-work-pool':
    case 'resume-work-pool':
      return await switchWorkPool(as(doing, action))
    case 'pause-automation':
    case 'resume-automation':
      return await switchAutomation(as(doing, action))
    case 'send-notification':
      return await notify(as(doing, action))
    case 'call-webhook':
      return await callWebhook(as(doing, action))
  }
}

const as = <Kind extends Action>(doing: Doing, action: Kind): Doing<Kind> => ({ ...doing, action })
