import { TERMINAL_STATE_TYPES } from '@millrace/protocol'
import type { Dialect } from '../dialect/dialect.ts'
import type { Migration } from './migration.ts'
import { typesOf } from './0001-foundations.ts'

const OVER = TERMINAL_STATE_TYPES.map((type) => `'${type}'`).join(', ')

/**
 * How many runs were over, by state and by the minute, ten minutes, hour and day in which they were expected to start: what histories
 * add up, so that they need not look at every run (`queries/run-tallies.ts`). A run that is deleted has its ten minutes counted anew.
 */
export const runTallies: Migration = {
  name: '0012-run-tallies',
  statements: (database) => {
    const types = typesOf(database)
    return [
      `create table flow_run_tally (level ${types.int} not null, slot ${types.int} not null, state_type ${types.text} not null,
        state_name ${types.text} not null, runs ${types.int} not null, run_time ${types.real} not null, lateness ${types.real} not null,
        primary key (level, slot, state_type, state_name)) ${types.clustered}`,
      `create table flow_run_tally_span (id ${types.int} not null primary key, from_period ${types.int} not null,
        until_period ${types.int} not null) ${types.table}`,
      `create table flow_run_tally_gap (period ${types.int} not null primary key) ${types.table}`,
      ...deletion(database),
    ]
  },
}

// Differs by necessity: the languages of triggers. On Postgres a turn that counts must not begin between the two.
const deletion = (database: Dialect['name']): string[] =>
  database === 'sqlite'
    ? [
        `create trigger flow_run_deleted after delete on flow_run when old.state_type in (${OVER}) begin
          insert or ignore into flow_run_tally_gap (period) select unixepoch(old.expected_start_time) / 600 from flow_run_tally_span
            where unixepoch(old.expected_start_time) / 600 >= from_period and unixepoch(old.expected_start_time) / 600 < until_period;
        end`,
      ]
    : [
        `create function mark_flow_run_deleted() returns trigger language plpgsql as $$
          declare gone int := floor(extract(epoch from old.expected_start_time) / 600);
          begin
            perform pg_advisory_xact_lock_shared(1918987876);
            insert into flow_run_tally_gap (period) select gone from flow_run_tally_span where gone >= from_period and gone < until_period
              on conflict do nothing;
            return null;
          end $$`,
        `create trigger flow_run_deleted after delete on flow_run for each row when (old.state_type in (${OVER}))
          execute function mark_flow_run_deleted()`,
      ]
