import type { Types } from './0001-definition-tables.ts'

/** Logs and events: what is only ever appended, read by time, and deleted when old. */
export const streamTables = (types: Types): readonly string[] => [
  // Kept in the order in which they are read, so that an append touches the end of one tree and not three.
  `create table log (id ${types.id} not null, created ${types.time} not null, updated ${types.time} not null, name ${types.text} not null,
    level ${types.int} not null, message ${types.text} not null, timestamp ${types.time} not null, flow_run_id ${types.id},
    task_run_id ${types.id}, primary key (timestamp, id)) ${types.clustered}`,
  'create index log_flow_run on log (flow_run_id, timestamp, id) where flow_run_id is not null',
  'create index log_task_run on log (task_run_id, timestamp, id) where task_run_id is not null',
  `create table event (id ${types.id} not null primary key, occurred ${types.time} not null, received ${types.time} not null,
    event ${types.text} not null, resource_id ${types.text} not null, resource ${types.json} not null, related ${types.json} not null,
    payload ${types.json} not null, follows ${types.id}) ${types.table}`,
  'create index event_occurred on event (occurred, id)',
  'create index event_name on event (event, occurred)',
  'create index event_about on event (resource_id, occurred)',
  `create table event_resource (event_id ${types.id} not null, occurred ${types.time} not null, resource_id ${types.text} not null,
    role ${types.text} not null, primary key (resource_id, occurred, event_id, role)) ${types.clustered}`,
  'create index event_resource_event on event_resource (event_id)',
]
