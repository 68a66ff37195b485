import type { Json, ReceivedEvent, Timestamp } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { insertActions } from '../store/queries/automation-actions.ts'
import { queueAutomationEvents } from '../store/queries/automation-events.ts'
import { insertDeadLetters } from '../store/queries/dead-letters.ts'
import type { AutomationActionRow, DeadLetterRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import type { TriggeredAction } from './firing.ts'
import { isOutward } from './is-outward.ts'

/** Why something is tried no more. */
interface Failure {
  readonly attempts: number
  readonly problem: string
  readonly now: Timestamp
}

/** Sets an event aside that triggers could not look at. */
export async function setEventAside(tx: Transaction, event: ReceivedEvent, { attempts, problem, now }: Failure): Promise<void> {
  const letter = event as unknown as Record<string, Json>
  await insertDeadLetters(tx, [
    { id: newId(), created: now, kind: 'event', name: event.event, automation_id: null, attempts, problem, letter },
  ])
}

/** Sets an action aside that failed as often as it is tried. */
export async function setActionAside(tx: Transaction, row: AutomationActionRow, { attempts, problem, now }: Failure): Promise<void> {
  const { action, automation } = row.triggered_action as unknown as TriggeredAction
  const letter: DeadLetterRow = {
    id: newId(),
    created: now,
    kind: 'action',
    name: action.type,
    automation_id: automation.id,
    attempts,
    problem,
    letter: row.triggered_action,
  }
  await insertDeadLetters(tx, [letter])
}

/** Has what was set aside wait in its queue once more: an action under the id that it had, by which others know it again. */
export async function putBack(tx: Transaction, { kind, letter }: DeadLetterRow, now: Timestamp): Promise<void> {
  if (kind === 'event') {
    const event = letter as unknown as ReceivedEvent
    await queueAutomationEvents(tx, [{ received: now, event_id: event.id, leader_id: null, queued_event: event }])
    return
  }
  const { id, action } = letter as unknown as TriggeredAction
  await insertActions(tx, [{ id, created: now, due: now, attempts: 0, triggered_action: letter, outward: isOutward(action) }])
}
