import { stored, type Types } from './0001-definition-tables.ts'
import { typesOf } from './0001-foundations.ts'
import type { Migration } from './migration.ts'

/** Automations with the state of their triggers and what they still have to do; notification policies of 2.20. */
export const automations: Migration = {
  name: '0004-automations',
  statements: (database) => {
    const types = typesOf(database)
    return [...definitions(types), ...triggerState(types), ...queues(types), ...notifications(types)]
  },
}

const owner = ({ id }: Types): string => `automation_id ${id} not null references automation (id) on delete cascade`

const definitions = (types: Types): string[] => [
  `create table automation (${stored(types)}, name ${types.text} not null, description ${types.text} not null,
    enabled ${types.bool} not null, tags ${types.tags} not null, "trigger" ${types.json} not null, actions ${types.json} not null,
    actions_on_trigger ${types.json} not null, actions_on_resolve ${types.json} not null) ${types.table}`,
  'create index automation_name on automation (name, id)',
  'create index automation_created on automation (created)',
  'create index automation_updated on automation (updated)',
  `create table automation_related_resource (${owner(types)}, resource_id ${types.text} not null, owned ${types.bool} not null,
    primary key (automation_id, resource_id)) ${types.clustered}`,
  'create index automation_related_resource_id on automation_related_resource (resource_id)',
]

const triggerState = (types: Types): string[] => [
  `create table automation_bucket (${stored(types)}, ${owner(types)}, trigger_id ${types.id} not null,
    bucketing_key ${types.json} not null, last_event ${types.json}, start ${types.time} not null, "end" ${types.time} not null,
    count ${types.int} not null, last_operation ${types.text}, triggered_at ${types.time},
    unique (automation_id, trigger_id, bucketing_key)) ${types.table}`,
  'create index automation_bucket_end on automation_bucket (automation_id, "end")',
  `create table composite_trigger_child_firing (${stored(types)}, ${owner(types)}, parent_trigger_id ${types.id} not null,
    child_trigger_id ${types.id} not null, child_firing_id ${types.id} not null, child_fired_at ${types.time} not null,
    child_firing ${types.json} not null, unique (automation_id, parent_trigger_id, child_trigger_id)) ${types.table}`,
]

const queues = (types: Types): string[] => [
  // Events that no trigger has looked at yet, written with the event, in the order in which they were received.
  `create table automation_event (received ${types.time} not null, event_id ${types.id} not null,
    primary key (received, event_id)) ${types.clustered}`,
  `create table automation_event_follower (scope ${types.text} not null, follower_event_id ${types.id} not null,
    leader_event_id ${types.id} not null, received ${types.time} not null, follower ${types.json} not null,
    primary key (scope, follower_event_id)) ${types.clustered}`,
  'create index automation_event_follower_leader on automation_event_follower (scope, leader_event_id)',
  'create index automation_event_follower_received on automation_event_follower (received)',
  // Actions to do, written with the firing. An action outlives its automation: who pauses or deletes it has fired all the same.
  `create table automation_action (id ${types.id} not null primary key, created ${types.time} not null, due ${types.time} not null,
    attempts ${types.int} not null, triggered_action ${types.json} not null) ${types.table}`,
  'create index automation_action_due on automation_action (due, id)',
]

const notifications = (types: Types): string[] => [
  `create table flow_run_notification_policy (${stored(types)}, is_active ${types.bool} not null, state_names ${types.json} not null,
    tags ${types.tags} not null, message_template ${types.text},
    block_document_id ${types.id} not null references block_document (id) on delete cascade) ${types.table}`,
  `create index flow_run_notification_policy_created on flow_run_notification_policy (created)`,
  `create table flow_run_notification_queue (id ${types.id} not null primary key, created ${types.time} not null, due ${types.time} not null,
    attempts ${types.int} not null, flow_run_state_id ${types.id} not null,
    flow_run_notification_policy_id ${types.id} not null references flow_run_notification_policy (id) on delete cascade) ${types.table}`,
  'create index flow_run_notification_queue_due on flow_run_notification_queue (due, id)',
]
