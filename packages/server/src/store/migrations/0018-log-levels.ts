import type { Migration } from './migration.ts'

/**
 * The levels of a run's lines are counted, and its errors placed among them, by the index alone: reading 100,000 lines for that took
 * several times as long. Made anew, which with fifty million lines takes a minute.
 */
export const logLevels: Migration = {
  name: '0018-log-levels',
  statements: (database) => [
    'drop index log_flow_run',
    'create index log_flow_run on log (flow_run_id, timestamp, id, level) where flow_run_id is not null',
    // Differs by necessity: Postgres counts by itself what its planner goes by.
    ...(database === 'sqlite'
      ? [
          `delete from sqlite_stat1 where idx = 'log_flow_run'`,
          `insert into sqlite_stat1 (tbl, idx, stat) values ('log', 'log_flow_run', '50000000 50 1 1 1')`,
        ]
      : []),
  ],
}
