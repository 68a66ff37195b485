import type { Dialect } from '../dialect/dialect.ts'
import type { Migration } from './migration.ts'
import { typesOf } from './0001-foundations.ts'
import type { Types } from './0001-definition-tables.ts'

/**
 * Fewer pages for each transition: on SQLite a state is kept where its run's history is read, in two trees instead of three, and what a
 * run without deployment or queue has nothing to do with is not indexed for it. Differs by necessity: Postgres has no such tables.
 */
export const clusteredStates: Migration = {
  name: '0009-clustered-states',
  statements: (database) => [...(database === 'sqlite' ? clustered(typesOf(database)) : []), ...partialIndexes(database)],
}

const clustered = (types: Types): string[] => [
  stateTable(types, 'flow_run'),
  stateTable(types, 'task_run'),
  `insert into clustered_flow_run_state select flow_run_id, timestamp, id, type, name, message, data, state_details from flow_run_state`,
  `insert into clustered_task_run_state select task_run_id, timestamp, id, type, name, message, data, state_details from task_run_state`,
  // Cached states refer to the table that goes, and would go with it.
  'create temp table cached as select * from task_run_state_cache',
  'delete from task_run_state_cache',
  'drop table flow_run_state',
  'drop table task_run_state',
  'alter table clustered_flow_run_state rename to flow_run_state',
  'alter table clustered_task_run_state rename to task_run_state',
  'insert into task_run_state_cache select * from temp.cached',
  'drop table temp.cached',
]

const stateTable = (types: Types, run: 'flow_run' | 'task_run'): string =>
  `create table clustered_${run}_state (${run}_id ${types.id} not null references ${run} (id) on delete cascade,
    timestamp ${types.time} not null, id ${types.id} not null unique, type ${types.text} not null, name ${types.text} not null,
    message ${types.text}, data ${types.json}, state_details ${types.json} not null, primary key (${run}_id, timestamp, id)) ${types.clustered}`

const partialIndexes = (database: Dialect['name']): string[] => {
  const due = 'next_scheduled_start_time is not null'
  return [
    'drop index flow_run_due_in_queue',
    'drop index flow_run_due_of_deployment',
    'drop index flow_run_deployment',
    `create index flow_run_due_in_queue on flow_run (work_queue_id, next_scheduled_start_time) where work_queue_id is not null and ${due}`,
    `create index flow_run_due_of_deployment on flow_run (deployment_id, next_scheduled_start_time) where deployment_id is not null and ${due}`,
    'create index flow_run_deployment on flow_run (deployment_id, expected_start_time) where deployment_id is not null',
    ...(database === 'sqlite' ? STATISTICS : []),
  ]
}

/** As `0003-query-plans.ts` has them, which go with the index. */
const STATISTICS = [
  `insert into sqlite_stat1 (tbl, idx, stat) values ('flow_run', 'flow_run_deployment', '1000000 2000 1'),
    ('flow_run', 'flow_run_due_in_queue', '2000 100 1'), ('flow_run', 'flow_run_due_of_deployment', '2000 10 1')`,
]
