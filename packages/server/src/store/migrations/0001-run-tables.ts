import type { Dialect } from '../dialect/dialect.ts'
import { stored, type Types } from './0001-definition-tables.ts'

/** The tables of runs, their states and their leases, with an index for each filter and sort that clients use. */
export const runTables = (types: Types, database: Dialect['name']): readonly string[] => [
  taskRun(types, database),
  flowRun(types),
  // Differs by necessity: runs of flows and of tasks name each other, and Postgres refers only to a table that is there.
  ...(database === 'postgres' ? [`alter table task_run add foreign key (flow_run_id) ${OF_FLOW_RUN}`] : []),
  ...FLOW_RUN_INDEXES,
  ...TASK_RUN_INDEXES,
  ...states(types),
]

const OF_FLOW_RUN = 'references flow_run (id) on delete cascade'

const runColumns = (types: Types): string => `${stored(types)}, name ${types.text} not null, state_id ${types.id},
    state_type ${types.text}, state_name ${types.text}, state_timestamp ${types.time}, tags ${types.tags} not null,
    labels ${types.json} not null, run_count ${types.int} not null, expected_start_time ${types.time},
    next_scheduled_start_time ${types.time}, start_time ${types.time}, end_time ${types.time}, total_run_time ${types.real} not null`

const taskRun = (types: Types, database: Dialect['name']): string =>
  `create table task_run (${runColumns(types)}, flow_run_id ${types.id} ${database === 'sqlite' ? OF_FLOW_RUN : ''},
    task_key ${types.text} not null, dynamic_key ${types.text} not null, cache_key ${types.text}, cache_expiration ${types.time},
    task_version ${types.text}, empirical_policy ${types.json} not null, task_inputs ${types.json} not null,
    flow_run_run_count ${types.int} not null, unique (flow_run_id, task_key, dynamic_key)) ${types.table}`

const flowRun = (types: Types): string =>
  `create table flow_run (${runColumns(types)}, flow_id ${types.id} not null references flow (id) on delete cascade,
    deployment_id ${types.id} references deployment (id) on delete set null, deployment_version ${types.text},
    work_queue_id ${types.id} references work_queue (id) on delete set null, work_queue_name ${types.text}, flow_version ${types.text},
    parameters ${types.json} not null, idempotency_key ${types.text}, context ${types.json} not null,
    empirical_policy ${types.json} not null, parent_task_run_id ${types.id} references task_run (id) on delete set null,
    auto_scheduled ${types.bool} not null,
    infrastructure_document_id ${types.id} references block_document (id) on delete set null, infrastructure_pid ${types.text},
    created_by ${types.json}, job_variables ${types.json}, attempt ${types.int} not null,
    unique (flow_id, idempotency_key)) ${types.table}`

/**
 * `next_scheduled_start_time` is null except while a run is SCHEDULED, so that its indexes hold only the runs to come; a comparison with
 * a parameter proves "not null" to both planners, which `state_type = ?` would not prove.
 */
const FLOW_RUN_INDEXES = [
  'create index flow_run_name on flow_run (name)',
  'create index flow_run_expected on flow_run (expected_start_time)',
  'create index flow_run_start on flow_run (coalesce(start_time, expected_start_time))',
  'create index flow_run_end on flow_run (end_time)',
  'create index flow_run_state_type on flow_run (state_type, expected_start_time)',
  'create index flow_run_state_name on flow_run (state_name, expected_start_time)',
  'create index flow_run_deployment on flow_run (deployment_id, expected_start_time)',
  'create index flow_run_due on flow_run (next_scheduled_start_time) where next_scheduled_start_time is not null',
  'create index flow_run_due_in_queue on flow_run (work_queue_id, next_scheduled_start_time) where next_scheduled_start_time is not null',
  'create index flow_run_due_of_deployment on flow_run (deployment_id, next_scheduled_start_time) where next_scheduled_start_time is not null',
  'create index flow_run_queue on flow_run (work_queue_id, state_type) where work_queue_id is not null',
  'create index flow_run_queue_name on flow_run (work_queue_name, expected_start_time) where work_queue_name is not null',
  'create index flow_run_parent on flow_run (parent_task_run_id) where parent_task_run_id is not null',
  'create index flow_run_key on flow_run (idempotency_key) where idempotency_key is not null',
  'create index flow_run_version on flow_run (flow_version) where flow_version is not null',
  'create index flow_run_infrastructure on flow_run (infrastructure_document_id) where infrastructure_document_id is not null',
]

const TASK_RUN_INDEXES = [
  'create index task_run_name on task_run (name)',
  'create index task_run_expected on task_run (expected_start_time)',
  'create index task_run_start on task_run (start_time)',
  'create index task_run_end on task_run (end_time)',
  'create index task_run_state_type on task_run (state_type, expected_start_time)',
  'create index task_run_state_name on task_run (state_name, expected_start_time)',
  'create index task_run_due on task_run (next_scheduled_start_time) where next_scheduled_start_time is not null',
]

const stateColumns = (types: Types): string => `id ${types.id} not null primary key, type ${types.text} not null,
    name ${types.text} not null, timestamp ${types.time} not null, message ${types.text}, data ${types.json},
    state_details ${types.json} not null`

const states = (types: Types): string[] => [
  `create table flow_run_state (${stateColumns(types)}, flow_run_id ${types.id} not null ${OF_FLOW_RUN}) ${types.table}`,
  'create index flow_run_state_history on flow_run_state (flow_run_id, timestamp)',
  `create table task_run_state (${stateColumns(types)},
    task_run_id ${types.id} not null references task_run (id) on delete cascade) ${types.table}`,
  'create index task_run_state_history on task_run_state (task_run_id, timestamp)',
  `create table flow_run_lease (flow_run_id ${types.id} not null primary key ${OF_FLOW_RUN}, attempt ${types.int} not null,
    holder ${types.text} not null, expires_at ${types.time} not null) ${types.table}`,
  'create index flow_run_lease_expiry on flow_run_lease (expires_at)',
  `create table task_run_state_cache (id ${types.id} not null primary key, created ${types.time} not null, cache_key ${types.text} not null,
    cache_expiration ${types.time},
    task_run_state_id ${types.id} not null references task_run_state (id) on delete cascade) ${types.table}`,
  'create index task_run_state_cache_key on task_run_state_cache (cache_key, created)',
  'create index task_run_state_cache_state on task_run_state_cache (task_run_state_id)',
]
