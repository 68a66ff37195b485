import type { StateType, Timestamp } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Condition } from '../dialect/dialect.ts'
import { type AcrossFilters, flowRunsAcross, isEverything, taskRunsAcross } from '../filters/across.ts'
import type { Queries } from '../store.ts'
import { divideIntervals } from './divide-intervals.ts'
import { estimatedLateness, estimatedRunTime, isOver, type RunTable } from './run-estimates.ts'
import { readCounted } from './run-tallies.ts'

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

const WHERE = { flow_run: flowRunsAcross, task_run: taskRunsAcross }

/**
 * Counts runs by state in intervals of when they were expected to start; `now` is what the times of active runs count up to. All flow
 * runs together are not looked at one by one: for most of the time, it is known how many there were (`run-tallies.ts`).
 */
export async function readRunHistory(
  queries: Queries,
  table: RunTable,
  intervals: Intervals,
  filters: AcrossFilters,
  now: Timestamp,
): Promise<HistoryCell[]> {
  const { dialect } = queries
  if (table === 'flow_run' && isEverything(filters)) return await readFlowRunHistory(queries, intervals, now)
  return await readRuns(queries, table, intervals, WHERE[table](dialect, filters), now)
}

/** The seconds by which flow runs start late, on average; null without a run. */
export async function readLateness({ db, dialect }: Queries, filters: AcrossFilters, now: Timestamp): Promise<number | null> {
  const { rows } = await sql<{ lateness: number | null }>`
    select avg(${estimatedLateness(dialect, 'flow_run', now)}) as lateness from flow_run where ${flowRunsAcross(dialect, filters)}`.execute(
    db,
  )
  return rows[0]?.lateness ?? null
}

type Row = Omit<HistoryCell, 'runs'> & { readonly runs: number | string }

const cellOf = (row: Row): HistoryCell => ({ ...row, runs: Number(row.runs) })

async function readRuns(
  { db, dialect }: Queries,
  table: RunTable,
  { start, end, micros }: Intervals,
  where: Condition,
  now: Timestamp,
): Promise<HistoryCell[]> {
  const expected = sql.ref(`${table}.expected_start_time`)
  const { rows } = await sql<Row>`
    select ${dialect.intervalOf(expected, start, micros)} as ${sql.id('interval')}, state_type, state_name, count(*) as runs,
      sum(${estimatedRunTime(dialect, table, now)}) as run_time, sum(${estimatedLateness(dialect, table, now)}) as lateness
    from ${sql.table(table)}
    where ${expected} >= ${start} and ${expected} < ${end} and state_type is not null and ${where}
    group by 1, 2, 3`.execute(db)
  return rows.map(cellOf)
}

/** What has been counted, with those runs that are over at times that have not been, and those that are not over. */
async function readFlowRunHistory(queries: Queries, intervals: Intervals, now: Timestamp): Promise<HistoryCell[]> {
  const { counted, rest } = divideIntervals(intervals, await readCounted(queries))
  const active = sql<boolean>`state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')`
  const cells = [
    ...(await readTallies(queries, counted)),
    ...(await readOver(queries, rest)),
    ...(await readRuns(queries, 'flow_run', intervals, active, now)),
  ]
  const sums = new Map<string, HistoryCell>()
  for (const cell of cells) {
    const key = `${cell.interval} ${cell.state_type} ${cell.state_name}`
    const sum = sums.get(key)
    sums.set(key, sum === undefined ? cell : plus(sum, cell))
  }
  return [...sums.values()]
}

const plus = (a: HistoryCell, b: HistoryCell): HistoryCell => ({
  ...a,
  runs: a.runs + b.runs,
  run_time: a.run_time + b.run_time,
  lateness: a.lateness + b.lateness,
})

async function readTallies({ db, dialect }: Queries, ranges: readonly object[]): Promise<HistoryCell[]> {
  if (ranges.length === 0) return []
  const { rows } = await sql<Row>`
    select range.interval, state_type, state_name, sum(runs) as runs, sum(run_time) as run_time, sum(lateness) as lateness
    from ${rangesOf(dialect.records(ranges, { interval: 'int', level: 'int', from: 'int', until: 'int' }))}
    ${dialect.lookUp(
      'flow_run_tally',
      sql`flow_run_tally.level = range.level and flow_run_tally.slot >= range."from" and flow_run_tally.slot < range.until`,
    )} group by 1, 2, 3`.execute(db)
  return rows.map(cellOf)
}

async function readOver({ db, dialect }: Queries, ranges: readonly object[]): Promise<HistoryCell[]> {
  if (ranges.length === 0) return []
  const { rows } = await sql<Row>`
    select range.interval, state_type, state_name, count(*) as runs, sum(total_run_time) as run_time,
      sum(${estimatedLateness(dialect, 'flow_run', EARLIEST)}) as lateness
    from ${rangesOf(dialect.records(ranges, { interval: 'int', from: 'time', until: 'time' }))}
    ${dialect.lookUp(
      'flow_run',
      sql`flow_run.expected_start_time >= range."from" and flow_run.expected_start_time < range.until and ${isOver('flow_run')}`,
    )} group by 1, 2, 3`.execute(db)
  return rows.map(cellOf)
}

/** The lateness of what is over does not depend on the time. */
const EARLIEST = '0001-01-01T00:00:00.000000Z'

const rangesOf = (records: RawBuilder<unknown>): RawBuilder<unknown> => sql`${records} as range`
