import type { Action, Automation, Json, ReceivedEvent, Timestamp, Trigger } from '@millrace/protocol'

/** One firing of a trigger, as it is kept and as templates see it. */
export interface Firing {
  readonly id: string
  readonly trigger: Trigger
  readonly trigger_states: readonly TriggerState[]
  readonly triggered: Timestamp
  /** The values of `for_each` that it fired for; none for a compound or a sequence. */
  readonly triggering_labels: Readonly<Record<string, string>>
  /** The firings of the triggers inside it that made it fire. */
  readonly triggering_firings: readonly Firing[]
  /** The event that made it fire, or the last one that it saw. */
  readonly triggering_event: ReceivedEvent | null
  readonly triggering_value: Json
}

export type TriggerState = 'Triggered' | 'Resolved'

/** An action that a firing asks for. */
export interface TriggeredAction {
  /** Of this one doing of the action: the key by which it is done once. */
  readonly id: string
  readonly automation: Automation
  readonly firing: Firing
  readonly triggered: Timestamp
  readonly triggering_labels: Readonly<Record<string, string>>
  readonly triggering_event: ReceivedEvent | null
  readonly action: Action
  readonly action_index: number
  /** The event that told of the automation's new state. */
  readonly automation_triggered_event_id: string
}

/** A firing and those below it, outermost first. */
export const allFirings = (firing: Firing): Firing[] => [firing, ...firing.triggering_firings.flatMap(allFirings)]
