import { type ReceivedEvent, secondsBetween, type Timestamp } from '@millrace/protocol'
import { newId } from '../../orchestration/chance.ts'
import type { TriggeredAction } from '../firing.ts'
import type { ActionReport } from './action-report.ts'

/** Seconds between event and firing within which the action's event follows the cause's. */
const TIGHT = 300

/** The two events that tell of an action that is over: that it was asked for, and that it was done, or why not (Prefect 3.8). */
export function resultEvents(
  triggered: TriggeredAction,
  report: ActionReport,
  now: Timestamp,
  failure: string | undefined,
): ReceivedEvent[] {
  const { automation, action, triggering_event: cause } = triggered
  const resource = {
    'prefect.resource.id': `prefect.automation.${automation.id}`,
    'prefect.resource.name': automation.name,
    'prefect.trigger-type': automation.trigger.type,
    ...('posture' in automation.trigger ? { 'prefect.posture': automation.trigger.posture } : {}),
  }
  const related = [
    ...report.related,
    eventResource(triggered.automation_triggered_event_id, 'automation-triggered-event'),
    ...(cause === null ? [] : [eventResource(cause.id, 'triggering-event')]),
  ]
  const payload = { action_index: triggered.action_index, action_type: action.type, invocation: triggered.id }
  const asked = newId()
  const tight = cause !== null && Math.abs(secondsBetween(cause.occurred, triggered.triggered)) < TIGHT
  return [
    {
      id: asked,
      occurred: triggered.triggered,
      received: now,
      event: 'prefect.automation.action.triggered',
      resource,
      related,
      payload,
      follows: tight ? cause.id : null,
    },
    {
      id: newId(),
      occurred: now,
      received: now,
      event: `prefect.automation.action.${failure === undefined ? 'executed' : 'failed'}`,
      resource,
      related,
      payload: { ...payload, ...(failure === undefined ? {} : { reason: failure }), ...report.details },
      follows: asked,
    },
  ]
}

const eventResource = (id: string, role: string): Record<string, string> => ({
  'prefect.resource.id': `prefect.event.${id}`,
  'prefect.resource.role': role,
})
