import type { Action, ReceivedEvent, Timestamp, Trigger } from '@millrace/protocol'
import type { JsonObject, Stored } from './stored.ts'

export interface AutomationRow extends Stored {
  name: string
  description: string
  enabled: boolean
  tags: string[]
  trigger: Trigger
  actions: Action[]
  actions_on_trigger: Action[]
  actions_on_resolve: Action[]
}

/** Which resources an automation acts on; with `owned`, the one that it belongs to. */
export interface AutomationRelatedResourceRow {
  automation_id: string
  resource_id: string
  owned: boolean
}

/** How far a trigger has counted for one value of its `for_each` labels. */
export interface AutomationBucketRow extends Stored {
  automation_id: string
  trigger_id: string
  bucketing_key: string[]
  last_event: ReceivedEvent | null
  start: Timestamp
  end: Timestamp
  count: number
  /** What was done with the bucket last; for those who look into the database. */
  last_operation: string | null
  triggered_at: Timestamp | null
}

/** That a trigger inside a compound or a sequence has fired, until the whole one does. */
export interface CompositeTriggerChildFiringRow extends Stored {
  automation_id: string
  parent_trigger_id: string
  child_trigger_id: string
  child_firing_id: string
  child_fired_at: Timestamp
  child_firing: JsonObject
}

/** An event that no trigger has looked at yet. */
export interface AutomationEventRow {
  received: Timestamp
  event_id: string
  /** The event that is to be looked at before this one, wherever it is; null when there is none, or it is sure to have come. */
  leader_id: string | null
  queued_event: ReceivedEvent
}

/** An event that came before the one that it follows. */
export interface AutomationEventFollowerRow {
  scope: string
  follower_event_id: string
  leader_event_id: string
  received: Timestamp
  follower: ReceivedEvent
}

/** An action that a firing asks for and that is not done yet. */
export interface AutomationActionRow {
  id: string
  created: Timestamp
  /** When it is to be done, or, once somebody has begun, when another may try. */
  due: Timestamp
  attempts: number
  triggered_action: JsonObject
  /** Whether doing it means to call another service. */
  outward: boolean
}

/** An event or an action that was tried too often, and stands in nobody's way any more. */
export interface DeadLetterRow {
  id: string
  created: Timestamp
  kind: 'event' | 'action'
  name: string
  automation_id: string | null
  attempts: number
  problem: string
  letter: JsonObject
}

export interface FlowRunNotificationPolicyRow extends Stored {
  is_active: boolean
  state_names: string[]
  tags: string[]
  message_template: string | null
  block_document_id: string
}

/** A notification that a state of a flow run asks for and that is not sent yet. */
export interface FlowRunNotificationQueueRow {
  id: string
  created: Timestamp
  /** When it is to be sent, or, once somebody has begun, when another may try. */
  due: Timestamp
  attempts: number
  flow_run_state_id: string
  flow_run_notification_policy_id: string
}
