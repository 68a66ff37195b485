import { DatabaseSync } from 'node:sqlite'
import { flowId, type Tables } from './seed-runs.ts'

/** The id of the run that is filled. */
export const WIDE_RUN = 'ffffffff-0000-4000-8000-000000000001'

/** What a run is filled with. */
interface Filling {
  readonly tasks: number
  readonly lines: number
}

/** Tasks of a run: two hundred at once, a tenth of a second each, one in five hundred failed. */
const AT_ONCE = 200
const TASK_MILLIS = 100

/**
 * Writes one flow run with many task runs of twenty tasks and many log lines straight into a SQLite file that a server has made and that
 * `seedRuns` has given flows. Both servers get the same.
 */
export function seedRun(file: string, tables: Tables, { tasks, lines }: Filling, start: Date): void {
  using database = new DatabaseSync(file)
  database.exec('pragma synchronous = off; pragma foreign_keys = off')
  const ours = tables === 'ours'
  const format = ours ? "strftime('%Y-%m-%dT%H:%M:%f000Z', " : "strftime('%Y-%m-%d %H:%M:%f000', "
  const time = (seconds: string): string => `${format}${seconds}, 'unixepoch')`
  const first = start.getTime() / 1000
  const length = (tasks / AT_ONCE) * (TASK_MILLIS / 1000)
  const began = `${first} + ((i - 1) / ${AT_ONCE}) * ${TASK_MILLIS / 1000}`
  const ended = `${began} + ${TASK_MILLIS / 1000} * (0.5 + (i * 7919 % 100) / 200.0)`
  const spent = `${TASK_MILLIS / 1000} * (0.5 + (i * 7919 % 100) / 200.0)`
  const failed = 'i % 500 = 17'
  database.exec(`begin;
    insert into flow_run (id, created, updated, name, state_id, state_type, state_name, state_timestamp, tags, labels, run_count, expected_start_time,
        start_time, end_time, total_run_time, flow_id, parameters, context, empirical_policy, auto_scheduled${ours ? ', attempt' : ''})
      values ('${WIDE_RUN}', ${time(String(first))}, ${time(String(first))}, 'wide-run', 'ffffffff-0000-4000-9000-000000000001', 'COMPLETED', 'Completed',
        ${time(String(first + length))}, '["bench"]', '{}', 1, ${time(String(first))}, ${time(String(first))}, ${time(String(first + length))},
        ${ours ? length : time(String(length))}, '${flowId(1)}', '{"city": "Oslo"}', '{}', '{}', 0${ours ? ', 1' : ''});
    insert into flow_run_state (id, flow_run_id, timestamp, type, name, message, state_details) values
      ('ffffffff-0000-4000-9000-000000000000', '${WIDE_RUN}', ${time(String(first))}, 'RUNNING', 'Running', '', '{}'),
      ('ffffffff-0000-4000-9000-000000000001', '${WIDE_RUN}', ${time(String(first + length))}, 'COMPLETED', 'Completed', 'All states completed.', '{}');
    with recursive number(i) as (select 1 union all select i + 1 from number where i < ${tasks})
    insert into task_run (id, created, updated, name, state_type, state_name, state_timestamp, run_count, expected_start_time, start_time, end_time,
        total_run_time, task_key, dynamic_key, empirical_policy, task_inputs, tags, labels, flow_run_id, flow_run_run_count)
      select printf('eeeeeeee-0000-4000-8000-%012x', i), ${time(began)}, ${time(ended)}, 'item-' || (i % 20) || '-' || i,
        case when ${failed} then 'FAILED' else 'COMPLETED' end, case when ${failed} then 'Failed' else 'Completed' end, ${time(ended)}, 1, ${time(began)},
        ${time(began)}, ${time(ended)}, ${ours ? spent : time(spent)}, 'item_' || (i % 20) || '-0123456789abcdef', i, '{}',
        case when i > ${AT_ONCE} then '{"value": [{"input_type": "task_run", "id": "' || printf('eeeeeeee-0000-4000-8000-%012x', i - ${AT_ONCE}) || '"}]}' else '{}' end,
        '[]', '{}', '${WIDE_RUN}', 1 from number;
    with recursive number(i) as (select 1 union all select i + 1 from number where i < ${lines})
    insert into log (id, created, updated, name, level, message, timestamp, flow_run_id, task_run_id)
      select printf('dddddddd-0000-4000-8000-%012x', i), ${time(String(first))}, ${time(String(first))}, 'prefect.task_runs',
        case when i % 1000 = 0 then 40 when i % 100 = 0 then 30 else 20 end, 'Line ' || i || ' that a task writes, of the usual length',
        ${time(`${first} + i * ${length / lines}`)}, '${WIDE_RUN}', printf('eeeeeeee-0000-4000-8000-%012x', 1 + i % ${tasks}) from number;
    commit`)
}
