import { stored, type Types } from './0001-definition-tables.ts'
import { typesOf } from './0001-foundations.ts'
import type { Migration } from './migration.ts'

/** Concurrency limits with the slots that leases hold, artifacts, inputs of flow runs, saved searches. */
export const limits: Migration = {
  name: '0002-limits',
  statements: (database) => {
    const types = typesOf(database)
    return [...concurrency(types), ...artifacts(types), ...rest(types)]
  },
}

const concurrency = (types: Types): string[] => [
  `create table concurrency_limit (${stored(types)}, name ${types.text} not null unique, active ${types.bool} not null,
    "limit" ${types.int} not null, slot_decay_per_second ${types.real} not null, decayed_until ${types.time} not null,
    avg_slot_occupancy_seconds ${types.real} not null, denied_slots ${types.int} not null, denied_at ${types.time} not null) ${types.table}`,
  `create table concurrency_lease (id ${types.id} not null primary key, created ${types.time} not null, holder_type ${types.text},
    holder_id ${types.id}, duration ${types.real}, expires_at ${types.time}) ${types.table}`,
  'create index concurrency_lease_holder on concurrency_lease (holder_id) where holder_id is not null',
  'create index concurrency_lease_expiry on concurrency_lease (expires_at) where expires_at is not null',
  `create table concurrency_slot (id ${types.id} not null primary key,
    limit_id ${types.id} not null references concurrency_limit (id) on delete cascade,
    lease_id ${types.id} references concurrency_lease (id) on delete cascade, slots ${types.int} not null) ${types.table}`,
  'create index concurrency_slot_limit on concurrency_slot (limit_id)',
  'create index concurrency_slot_lease on concurrency_slot (lease_id) where lease_id is not null',
  'create unique index concurrency_slot_unleased on concurrency_slot (limit_id) where lease_id is null',
]

/** Runs are named without a reference: an artifact stays when its run is deleted, as in Prefect. */
const artifacts = (types: Types): string[] => [
  `create table artifact (${stored(types)}, key ${types.text}, type ${types.text}, description ${types.text}, data ${types.json},
    metadata_ ${types.json}, flow_run_id ${types.id}, task_run_id ${types.id}) ${types.table}`,
  'create index artifact_key on artifact (key, created)',
  'create index artifact_created on artifact (created)',
  'create index artifact_updated on artifact (updated)',
  'create index artifact_flow_run on artifact (flow_run_id) where flow_run_id is not null',
  'create index artifact_task_run on artifact (task_run_id) where task_run_id is not null',
  `create table artifact_collection (${stored(types)}, key ${types.text} not null unique,
    latest_id ${types.id} not null references artifact (id) on delete cascade) ${types.table}`,
  'create index artifact_collection_latest on artifact_collection (latest_id)',
]

const rest = (types: Types): string[] => [
  `create table flow_run_input (${stored(types)}, flow_run_id ${types.id} not null references flow_run (id) on delete cascade,
    key ${types.text} not null, content ${types.text} not null, sender ${types.text}, unique (flow_run_id, key)) ${types.table}`,
  `create table saved_search (${stored(types)}, name ${types.text} not null unique, filters ${types.json} not null) ${types.table}`,
]
