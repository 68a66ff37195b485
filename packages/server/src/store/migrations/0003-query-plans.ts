import type { Migration } from './migration.ts'

/**
 * How many rows a table or a partial index has, and how many share each column of an index: what SQLite's planner goes by, from the
 * first query on. They describe a server in use for long. With few rows any plan is fast; with many, these keep lists from being
 * sorted as a whole and rare states from being looked for among all runs.
 */
const STATISTICS: readonly (readonly [table: string, index: string, stat: string])[] = [
  ['flow', 'sqlite_autoindex_flow_1', '200 1'],
  ['flow', 'sqlite_autoindex_flow_2', '200 1'],
  ['deployment', 'sqlite_autoindex_deployment_1', '500 1'],
  ['deployment', 'sqlite_autoindex_deployment_2', '500 3 1'],
  ['work_pool', 'sqlite_autoindex_work_pool_1', '5 1'],
  ['work_pool', 'sqlite_autoindex_work_pool_2', '5 1'],
  ['work_queue', 'sqlite_autoindex_work_queue_1', '20 1'],
  ['work_queue', 'sqlite_autoindex_work_queue_2', '20 4 1'],
  ['flow_run', 'sqlite_autoindex_flow_run_1', '1000000 1'],
  ['flow_run', 'sqlite_autoindex_flow_run_2', '1000000 5000 1'],
  ['flow_run', 'flow_run_flow', '1000000 5000 1'],
  ['flow_run', 'flow_run_name', '1000000 1'],
  ['flow_run', 'flow_run_expected', '1000000 1'],
  ['flow_run', 'flow_run_start', '1000000 1'],
  ['flow_run', 'flow_run_end', '1000000 1'],
  ['flow_run', 'flow_run_state_type', '1000000 100000 1'],
  ['flow_run', 'flow_run_state_name', '1000000 50000 1'],
  ['flow_run', 'flow_run_deployment', '1000000 2000 1'],
  ['flow_run', 'flow_run_due', '2000 1'],
  ['flow_run', 'flow_run_due_in_queue', '2000 100 1'],
  ['flow_run', 'flow_run_due_of_deployment', '2000 10 1'],
  ['flow_run', 'flow_run_queue', '1000000 50000 5000'],
  ['flow_run', 'flow_run_queue_name', '1000000 50000 1'],
  ['flow_run', 'flow_run_parent', '200000 1'],
  ['flow_run', 'flow_run_key', '500000 1'],
  ['flow_run', 'flow_run_version', '1000000 2000'],
  ['flow_run', 'flow_run_infrastructure', '1000 100'],
  ['task_run', 'sqlite_autoindex_task_run_1', '10000000 1'],
  ['task_run', 'sqlite_autoindex_task_run_2', '10000000 10 3 1'],
  ['task_run', 'task_run_name', '10000000 1'],
  ['task_run', 'task_run_expected', '10000000 1'],
  ['task_run', 'task_run_start', '10000000 1'],
  ['task_run', 'task_run_end', '10000000 1'],
  ['task_run', 'task_run_state_type', '10000000 1000000 1'],
  ['task_run', 'task_run_state_name', '10000000 500000 1'],
  ['task_run', 'task_run_due', '1000 1'],
  ['log', 'log', '50000000 1 1'],
  ['log', 'log_flow_run', '50000000 50 1 1'],
  ['log', 'log_task_run', '30000000 10 1 1'],
  ['event', 'sqlite_autoindex_event_1', '10000000 1'],
  ['event', 'event_occurred', '10000000 1 1'],
  ['event', 'event_name', '10000000 200000 1'],
  ['event', 'event_about', '10000000 10 1'],
  ['event_resource', 'event_resource', '40000000 100 1 1 1'],
  ['event_resource', 'event_resource_event', '40000000 4'],
]

/** The runs of a flow in their order, and what SQLite's planner is to expect. Differs by necessity: Postgres counts by itself. */
export const queryPlans: Migration = {
  name: '0003-query-plans',
  statements: (database) => [
    'create index flow_run_flow on flow_run (flow_id, expected_start_time)',
    ...(database === 'sqlite' ? statistics() : []),
  ],
}

const statistics = (): string[] => [
  // Makes the table, which nobody else may.
  'analyze',
  'delete from sqlite_stat1',
  `insert into sqlite_stat1 (tbl, idx, stat) values ${STATISTICS.map((row) => `(${row.map((text) => `'${text}'`).join(', ')})`).join(', ')}`,
]
