import { TERMINAL_STATE_TYPES, type StateType, type Timestamp } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import { type AcrossFilters, flowRunsAcross, taskRunsAcross } from '../filters/across.ts'
import type { Dialect } from '../dialect/dialect.ts'
import type { Queries } from '../store.ts'

/** Intervals of one length, one after another; the last ends at `end`. */
export interface Intervals {
  readonly start: Timestamp
  readonly end: Timestamp
  /** The length of each, in microseconds. */
  readonly micros: number
}

/** The runs of one state that were expected in one interval; times in seconds. */
export interface HistoryCell {
  /** Which interval, from 0. */
  readonly interval: number
  readonly state_type: StateType
  readonly state_name: string
  readonly runs: number
  readonly run_time: number
  readonly lateness: number
}

type RunTable = 'flow_run' | 'task_run'

const WHERE = { flow_run: flowRunsAcross, task_run: taskRunsAcross }

/** Counts runs by state in intervals of when they were expected to start; `now` is what the times of active runs count up to. */
export async function readRunHistory(
  { db, dialect }: Queries,
  table: RunTable,
  { start, end, micros }: Intervals,
  filters: AcrossFilters,
  now: Timestamp,
): Promise<HistoryCell[]> {
  const expected = sql.ref(`${table}.expected_start_time`)
  const { rows } = await sql<Omit<HistoryCell, 'runs'> & { readonly runs: number | string }>`
    select ${dialect.intervalOf(expected, start, micros)} as ${sql.id('interval')}, state_type, state_name, count(*) as runs,
      sum(${estimatedRunTime(dialect, table, now)}) as run_time, sum(${estimatedLateness(dialect, table, now)}) as lateness
    from ${sql.table(table)}
    where ${expected} >= ${start} and ${expected} < ${end} and state_type is not null and ${WHERE[table](dialect, filters)}
    group by 1, 2, 3`.execute(db)
  return rows.map((row) => ({ ...row, runs: Number(row.runs) }))
}

/** The seconds by which flow runs start late, on average; null without a run. */
export async function readLateness({ db, dialect }: Queries, filters: AcrossFilters, now: Timestamp): Promise<number | null> {
  const { rows } = await sql<{ lateness: number | null }>`
    select avg(${estimatedLateness(dialect, 'flow_run', now)}) as lateness from flow_run where ${flowRunsAcross(dialect, filters)}`.execute(
    db,
  )
  return rows[0]?.lateness ?? null
}

/** Seconds in RUNNING states, the present one included. */
function estimatedRunTime(dialect: Dialect, table: RunTable, now: Timestamp): RawBuilder<number> {
  const [total, type, since] = [sql.ref(`${table}.total_run_time`), sql.ref(`${table}.state_type`), sql.ref(`${table}.state_timestamp`)]
  const running = sql`${type} = 'RUNNING' and ${since} < ${now}`
  return sql<number>`case when ${running} then ${total} + ${dialect.secondsBetween(since, sql`${now}`)} else ${total} end`
}

/** Seconds after its expected time that a run started, or has not started yet though it is not over. */
function estimatedLateness(dialect: Dialect, table: RunTable, now: Timestamp): RawBuilder<number> {
  const [expected, started] = [sql.ref(`${table}.expected_start_time`), sql.ref(`${table}.start_time`)]
  const over = sql`${sql.ref(`${table}.state_type`)} in (${sql.join(TERMINAL_STATE_TYPES)})`
  return sql<number>`case
    when ${started} > ${expected} then ${dialect.secondsBetween(expected, started)}
    when ${started} is null and ${expected} < ${now} and not ${over} then ${dialect.secondsBetween(expected, sql`${now}`)}
    else 0 end`
}
