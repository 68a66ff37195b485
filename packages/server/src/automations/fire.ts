import type { Automation, Json, ReceivedEvent } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { newId } from '../orchestration/chance.ts'
import { insertActions } from '../store/queries/automation-actions.ts'
import { appendEvents } from '../store/queries/unindexed-events.ts'
import type { AutomationActionRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { mayEcho } from './echoes.ts'
import type { Firing, TriggeredAction, TriggerState } from './firing.ts'
import { isOutward } from './is-outward.ts'
import { offerEvents } from './offer-events.ts'

type Told = Pick<ServerContext, 'store' | 'bus'>

/** A firing of the outermost trigger of an automation. */
export interface Fired {
  readonly automation: Automation
  readonly firing: Firing
}

/**
 * Writes what firings ask for, in their transaction: the event of the automation's new state and the actions to do. Whatever happens to
 * this process afterwards, each action is there once (R11).
 */
export async function writeFirings(context: Told, tx: Transaction, fired: readonly Fired[]): Promise<void> {
  if (fired.length === 0) return
  const asked = fired.map((one) => ({
    ...one,
    events: one.firing.trigger_states.map((state) => ({ state, event: stateEvent(one, state) })),
  }))
  const events = asked.flatMap((one) => one.events.map(({ event }) => event))
  const echoes = new Set(
    asked.filter(({ firing }) => mayEcho(firing.triggering_event)).flatMap((one) => one.events.map(({ event }) => event.id)),
  )
  const written = await appendEvents(tx, events)
  await offerEvents(context, tx, { ...written, added: written.added.filter(({ id }) => echoes.has(id)) })
  await insertActions(
    tx,
    asked.flatMap((one) => actionsOf(one)),
  )
  tx.afterCommit(() => context.bus.publish(events))
}

/** What tells that an automation was triggered, or resolved (Prefect 3.8). */
function stateEvent({ automation, firing }: Fired, state: TriggerState): ReceivedEvent {
  const { trigger, triggered, triggering_event: cause } = firing
  return {
    id: newId(),
    occurred: triggered,
    received: triggered,
    event: `prefect.automation.${state.toLowerCase()}`,
    resource: {
      'prefect.resource.id': `prefect.automation.${automation.id}`,
      'prefect.resource.name': automation.name,
      ...('posture' in trigger ? { 'prefect.posture': trigger.posture } : {}),
    },
    related: cause === null ? [] : [{ 'prefect.resource.id': `prefect.event.${cause.id}`, 'prefect.resource.role': 'triggering-event' }],
    payload: {
      triggering_labels: { ...firing.triggering_labels },
      triggering_event: cause,
      ...(firing.triggering_value === null ? {} : { triggering_value: firing.triggering_value }),
    },
    follows: null,
  }
}

type Asked = Fired & { readonly events: readonly { readonly state: TriggerState; readonly event: ReceivedEvent }[] }

function actionsOf({ automation, firing, events }: Asked): AutomationActionRow[] {
  const eventOf = (wanted: TriggerState): ReceivedEvent | undefined => events.find(({ state }) => state === wanted)?.event
  const triggered = eventOf('Triggered')
  const resolved = eventOf('Resolved')
  const told = triggered ?? resolved
  if (told === undefined) return []
  const asked = [
    // What only resolves has nothing to react to.
    ...(triggered === undefined ? [] : automation.actions.map((action) => ({ action, cause: firing.triggering_event, told }))),
    ...(triggered === undefined ? [] : automation.actions_on_trigger.map((action) => ({ action, cause: triggered, told: triggered }))),
    ...(resolved === undefined ? [] : automation.actions_on_resolve.map((action) => ({ action, cause: resolved, told: resolved }))),
  ]
  return asked.map(({ action, cause, told: { id: toldId } }, index) => {
    const id = newId()
    const triggeredAction: TriggeredAction = {
      id,
      automation,
      firing,
      triggered: firing.triggered,
      triggering_labels: firing.triggering_labels,
      triggering_event: cause,
      action,
      action_index: index,
      automation_triggered_event_id: toldId,
    }
    const due = firing.triggered
    return {
      id,
      created: due,
      due,
      attempts: 0,
      triggered_action: triggeredAction as unknown as Record<string, Json>,
      outward: isOutward(action),
    }
  })
}
