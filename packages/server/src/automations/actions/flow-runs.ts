import { type ActionOf, addSeconds } from '@millrace/protocol'
import { requireDone } from './api.ts'
import type { Doing } from './doing.ts'
import { ActionFailed } from './errors.ts'
import { flowRunOf } from './infer.ts'

/** Seconds after which a run that an automation suspended, and nobody resumed, fails (both Prefects). */
const SUSPENDED_FOR = 3600

type StateChange = 'change-flow-run-state' | 'cancel-flow-run' | 'suspend-flow-run'

/** Proposes another state for the flow run. */
export async function changeFlowRunState(doing: Doing<ActionOf<StateChange>>): Promise<void> {
  const { action, api, report } = doing
  const id = targeted(doing)
  const force = action.type === 'change-flow-run-state' && action.force
  const answer = await api('POST', `/flow_runs/${id}/set_state`, { state: stateOf(doing), force })
  report.details['status_code'] = answer.status
  requireDone(answer, action.type)
  if (answer.body.status !== 'ACCEPT') throw new ActionFailed(`Failed to set state: ${answer.body.details?.reason ?? answer.body.status}`)
}

// oxlint-disable-next-line typescript/consistent-return -- every case returns, which the compiler knows
function stateOf({ action, triggered, clock }: Doing<ActionOf<StateChange>>): object {
  const by = `by Automation ${triggered.automation.id}`
  switch (action.type) {
    case 'change-flow-run-state':
      return { type: action.state, name: action.name, message: action.message || `State changed ${by}` }
    case 'cancel-flow-run':
      return { type: 'CANCELLING', message: `Cancelled ${by}` }
    case 'suspend-flow-run': {
      const state_details = { pause_timeout: addSeconds(clock.now(), SUSPENDED_FOR), pause_reschedule: true }
      return { type: 'PAUSED', name: 'Suspended', message: `Suspended ${by}`, state_details }
    }
  }
}

/** Deletes the flow run. */
export async function deleteFlowRun(doing: Doing<ActionOf<'delete-flow-run'>>): Promise<void> {
  const answer = await doing.api('DELETE', `/flow_runs/${targeted(doing)}`)
  doing.report.details['status_code'] = answer.status
  requireDone(answer, doing.action.type)
}

/** Lets the flow run, which is paused or suspended, go on. */
export async function resumeFlowRun(doing: Doing<ActionOf<'resume-flow-run'>>): Promise<void> {
  const answer = await doing.api('POST', `/flow_runs/${targeted(doing)}/resume`, {})
  requireDone(answer, doing.action.type)
  if (answer.body.status !== 'ACCEPT')
    throw new ActionFailed(`Failed to resume flow run: ${answer.body.details?.reason ?? answer.body.status}`)
}

function targeted({ triggered, report }: Doing): string {
  const id = flowRunOf(triggered)
  report.relate(`prefect.flow-run.${id}`, 'target')
  return id
}
