import { DatabaseSync } from 'node:sqlite'

/** Whose tables are filled. */
export type Tables = 'ours' | 'prefect'

/** The flows that runs are of. */
const FLOWS = 20

/** Seconds from one run to the next: a server that makes one a minute. */
const SECONDS_EACH = 60

/** The id of one of the flows. */
export const flowId = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** When the oldest of so many runs was expected, if the youngest is expected at `end`. */
export const startOf = (runs: number, end: Date): Date => new Date(end.getTime() - runs * SECONDS_EACH * 1000)

/**
 * Writes flow runs with their last states straight into a SQLite file that a server has made: one a minute up to `end`, of twenty flows,
 * most of them completed, a few active. Both servers get the same.
 */
export function seedRuns(file: string, tables: Tables, runs: number, end: Date): void {
  using database = new DatabaseSync(file)
  database.exec('pragma synchronous = off; pragma foreign_keys = off')
  const at = tables === 'ours' ? "strftime('%Y-%m-%dT%H:%M:%f000Z', " : "strftime('%Y-%m-%d %H:%M:%f000', "
  const time = (seconds: string): string => `${at}${seconds}, 'unixepoch')`
  const random = (of: string, salt: number): string => `((${of} * 2654435761 + ${salt} * 40503) % 1000003 / 1000003.0)`
  const first = Math.floor(startOf(runs, end).getTime() / 1000)
  database.exec(`begin;
    create temp table run as
      with recursive number(i) as (select 1 union all select i + 1 from number where i < ${runs}),
      drawn as (select i, ${first} + i * ${SECONDS_EACH} as due, ${random('i', 1)} as kind, ${random('i', 2)} as delay, ${random('i', 3)} as length from number)
      select i, printf('%08x-0000-4000-8000-%012x', (i * 2654435761) % 4294967296, i) as id, printf('%08x-0000-4000-9000-%012x', (i * 2654435761) % 4294967296, i) as state_id,
        '00000000-0000-4000-8000-' || printf('%012d', i % ${FLOWS}) as flow_id,
        case when kind < 0.9 then 'COMPLETED' when kind < 0.96 then 'FAILED' when kind < 0.98 then 'CRASHED' when kind < 0.999 then 'CANCELLED' else 'RUNNING' end as type,
        case when kind < 0.9 then 'Completed' when kind < 0.94 then 'Failed' when kind < 0.96 then 'TimedOut' when kind < 0.98 then 'Crashed' when kind < 0.999 then 'Cancelled' else 'Running' end as name,
        due, due + delay * 10 as started, due + delay * 10 + length * 300 as ended, length * 300 as length from drawn;
    insert into flow (id, created, updated, name, tags, labels)
      select distinct flow_id, ${time('0')}, ${time('0')}, 'flow-' || flow_id, '[]', '{}' from run;
    insert into flow_run (id, created, updated, name, state_id, state_type, state_name, state_timestamp, tags, labels, run_count, expected_start_time,
        start_time, end_time, total_run_time, flow_id, parameters, context, empirical_policy, auto_scheduled${tables === 'ours' ? ', attempt' : ''})
      select id, ${time('due')}, ${time('due')}, 'run-' || i, state_id, type, name, ${time('ended')}, '["bench"]', '{}', 1, ${time('due')},
        ${time('started')}, case when type <> 'RUNNING' then ${time('ended')} end, ${tables === 'ours' ? 'length' : time('length')}, flow_id, '{"city": "Oslo"}', '{}', '{}', 1${tables === 'ours' ? ', 1' : ''} from run;
    insert into flow_run_state (id, flow_run_id, timestamp, type, name, message, state_details)
      select state_id, id, ${time('ended')}, type, name, 'All states completed.', '{}' from run;
    drop table run;
    commit`)
}

/** Waits until a server of ours has counted the runs that were written behind its back; a server counts its own as they end. */
export async function untilCounted(file: string, runs: number, end: Date): Promise<void> {
  using database = new DatabaseSync(file, { readOnly: true })
  const first = Math.floor(startOf(runs, end).getTime() / 1000 / 600) + 1
  const counted = database.prepare('select 1 from flow_run_tally_span where from_period <= ?')
  while (counted.get(first) === undefined) await new Promise((resolve) => setTimeout(resolve, 200))
}
