import { TERMINAL_STATE_TYPES, type Timestamp } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from '../dialect/dialect.ts'

/** The tables of runs. */
export type RunTable = 'flow_run' | 'task_run'

/** True of a run that is over. */
export const isOver = (table: RunTable): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.state_type`)} in (${sql.join(TERMINAL_STATE_TYPES.map((type) => sql.lit(type)))})`

/** Seconds in RUNNING states, the present one included. */
export function estimatedRunTime(dialect: Dialect, table: RunTable, now: Timestamp): RawBuilder<number> {
  const [total, type, since] = [sql.ref(`${table}.total_run_time`), sql.ref(`${table}.state_type`), sql.ref(`${table}.state_timestamp`)]
  const running = sql`${type} = 'RUNNING' and ${since} < ${now}`
  return sql<number>`case when ${running} then ${total} + ${dialect.secondsBetween(since, sql`${now}`)} else ${total} end`
}

/** Seconds after its expected time that a run started, or has not started yet though it is not over. */
export function estimatedLateness(dialect: Dialect, table: RunTable, now: Timestamp): RawBuilder<number> {
  const [expected, started] = [sql.ref(`${table}.expected_start_time`), sql.ref(`${table}.start_time`)]
  return sql<number>`case
    when ${started} > ${expected} then ${dialect.secondsBetween(expected, started)}
    when ${started} is null and ${expected} < ${now} and not ${isOver(table)} then ${dialect.secondsBetween(expected, sql`${now}`)}
    else 0 end`
}
