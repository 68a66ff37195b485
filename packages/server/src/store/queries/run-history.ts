import { epochMillis, type StateType, type Timestamp } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { type AcrossFilters, amongDeployments, flowRunsAcross, taskRunsAcross } from '../filters/across.ts'
import { type Column, within } from '../filters/criteria.ts'
import { ALWAYS, type Owners, type Span, type Tallied, tallied } from '../filters/tallied.ts'
import type { Queries } from '../store.ts'
import { type CountedRange, divideIntervals, type UncountedRange } from './divide-intervals.ts'
import { estimatedLateness, estimatedRunTime, isOver, type RunTable } from './run-estimates.ts'
import { LEVELS, OWNER_LEVELS } from './recount.ts'
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
 * Counts runs by state in intervals of when they were expected to start; `now` is what the times of active runs count up to. Flow runs
 * of all, or of a flow or a deployment, in whatever states, expected whenever, are not looked at one by one: for most of the time, it is
 * known how many there were (`run-tallies.ts`).
 */
export async function readRunHistory(
  queries: Queries,
  table: RunTable,
  intervals: Intervals,
  filters: AcrossFilters,
  now: Timestamp,
): Promise<HistoryCell[]> {
  const { dialect } = queries
  const known = table === 'flow_run' ? tallied(filters) : undefined
  if (known !== undefined) {
    const cells = await readFlowRunHistory(queries, intervals, known, now)
    return cells.filter(({ state_type, state_name }) => known.wanted(state_type, state_name))
  }
  return await readCells(queries, [inRuns(dialect, table, intervals, WHERE[table](dialect, filters), now)])
}

/** The seconds by which flow runs start late, on average; null without a run. */
export async function readLateness(queries: Queries, filters: AcrossFilters, now: Timestamp): Promise<number | null> {
  const known = tallied(filters)
  if (known !== undefined) {
    const sums = await sumFlowRunsByState(queries, known, now)
    const wanted = sums.filter(({ state_type, state_name }) => known.wanted(state_type, state_name))
    const runs = wanted.reduce((sum, state) => sum + state.runs, 0)
    return runs === 0 ? null : wanted.reduce((sum, state) => sum + state.lateness, 0) / runs
  }
  const { db, dialect } = queries
  const { rows } = await sql<{ lateness: number | null }>`
    select avg(${estimatedLateness(dialect, 'flow_run', now)}) as lateness from flow_run where ${flowRunsAcross(dialect, filters)}`.execute(
    db,
  )
  return rows[0]?.lateness ?? null
}

type Row = Omit<HistoryCell, 'runs'> & { readonly runs: number | string }

/** Cells from several places, all read at one moment: a run that goes on in between is in one of them. */
async function readCells({ db }: Queries, places: readonly RawBuilder<Row>[]): Promise<HistoryCell[]> {
  const { rows } = await sql<Row>`${sql.join(places, sql` union all `)}`.execute(db)
  return rows.map((row) => ({ ...row, runs: Number(row.runs) }))
}

function inRuns(dialect: Dialect, table: RunTable, { start, end, micros }: Intervals, where: Condition, now: Timestamp): RawBuilder<Row> {
  const expected = sql.ref(`${table}.expected_start_time`)
  return sql<Row>`
    select ${dialect.intervalOf(expected, start, micros)} as ${sql.id('interval')}, state_type, state_name, count(*) as runs,
      sum(${estimatedRunTime(dialect, table, now)}) as run_time, sum(${estimatedLateness(dialect, table, now)}) as lateness
    from ${sql.table(table)}
    where ${expected} >= ${start} and ${expected} < ${end} and state_type is not null and ${where}
    group by 1, 2, 3`
}

/** Its first moment ends what is divided into intervals: the end of it is no whole number of microseconds away. */
const LAST_DAY = '9999-12-31T00:00:00.000000Z'

const ACTIVE = sql<boolean>`state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')`

/** Flow runs in one state, and the seconds by which they started late together; a state of nulls for runs without any. */
interface StateSum {
  readonly state_type: StateType | null
  readonly state_name: string | null
  readonly runs: number
  readonly lateness: number
}

type Whose = Pick<Tallied, 'owners' | 'during'>

const EVERY_RUN: Whose = { owners: undefined, during: undefined }

/**
 * How many flow runs there are in each state, from what has been counted as far as it goes; their lateness at `now`, or, of those that are
 * not over, none without it.
 */
export async function sumFlowRunsByState(queries: Queries, { owners, during }: Whose = EVERY_RUN, now?: Timestamp): Promise<StateSum[]> {
  const { dialect } = queries
  const { counted, rest } = divideIntervals(ALL_TIMES, await readCounted(queries), levelsOf(owners), during)
  const expected = 'flow_run.expected_start_time'
  const elsewhere = [
    ACTIVE,
    sql<boolean>`state_type is null`,
    sql<boolean>`${isOver('flow_run')} and ${sql.ref(expected)} is null`,
    sql<boolean>`${isOver('flow_run')} and ${sql.ref(expected)} >= ${ALL_TIMES.end}`,
  ]
  const lateness = now === undefined ? sql<number>`0` : sql<number>`sum(${estimatedLateness(dialect, 'flow_run', now)})`
  return await readCells(queries, [
    ...inTallies(dialect, counted, owners),
    ...amongOver(dialect, rest, owners),
    ...elsewhere.map(
      (where) => sql<Row>`
        select 0, state_type, state_name, count(*) as runs, 0, ${lateness} from flow_run
        where ${where} and ${fewOwnedBy(dialect, owners)} and ${fewExpected(dialect, during)} group by 2, 3`,
    ),
  ])
}

/** One interval, from the first day that there is to the last. */
const ALL_TIMES: Intervals = {
  start: ALWAYS.from,
  end: LAST_DAY,
  micros: (epochMillis(LAST_DAY) - epochMillis(ALWAYS.from)) * 1000,
}

/** What has been counted, with those runs that are over at times that have not been, and those that are not over. */
async function readFlowRunHistory(
  queries: Queries,
  intervals: Intervals,
  { owners, during }: Whose,
  now: Timestamp,
): Promise<HistoryCell[]> {
  const { dialect } = queries
  const { counted, rest } = divideIntervals(intervals, await readCounted(queries), levelsOf(owners), during)
  const active = sql<boolean>`${ACTIVE} and ${fewOwnedBy(dialect, owners)} and ${fewExpected(dialect, during)}`
  const cells = await readCells(queries, [
    ...inTallies(dialect, counted, owners),
    ...amongOver(dialect, rest, owners),
    inRuns(dialect, 'flow_run', intervals, active, now),
  ])
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

const levelsOf = (owners: Owners | undefined): typeof LEVELS | typeof OWNER_LEVELS => (owners === undefined ? LEVELS : OWNER_LEVELS)

const ownedBy = (dialect: Dialect, owners: Owners | undefined): Condition =>
  owners === undefined ? sql`true` : isOwner(dialect, owners.column, owners)

const isOwner = (dialect: Dialect, column: Column, { ids, there }: Owners): Condition =>
  there ? amongDeployments(dialect, column, ids) : dialect.among(column, ids)

/** For conditions that few runs meet: those are looked up by their states, not all of the owner's by their owner. */
const fewOwnedBy = (dialect: Dialect, owners: Owners | undefined): Condition => dialect.usual(ownedBy(dialect, owners))

const fewExpected = (dialect: Dialect, during: Span | undefined): Condition => {
  const asked = during && within('flow_run.expected_start_time', { after_: during.from, before_: during.to })
  return asked === undefined ? sql`true` : dialect.usual(asked)
}

function inTallies(dialect: Dialect, ranges: readonly CountedRange[], owners: Owners | undefined): RawBuilder<Row>[] {
  if (ranges.length === 0) return []
  const table = owners === undefined ? 'flow_run_tally' : 'flow_run_owner_tally'
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`)
  const inRange: Condition = sql`${column('level')} = range.level and ${column('slot')} >= range."from" and ${column('slot')} < range.until`
  const owned = owners === undefined ? inRange : sql<boolean>`${isOwner(dialect, 'flow_run_owner_tally.owner_id', owners)} and ${inRange}`
  return [
    sql<Row>`
    select range.interval, state_type, state_name, sum(runs) as runs, sum(run_time) as run_time, sum(lateness) as lateness
    from ${rangesOf(dialect.records(ranges, { interval: 'int', level: 'int', from: 'int', until: 'int' }))}
    ${dialect.lookUp(table, owned)} group by 1, 2, 3`,
  ]
}

/** The lateness of what is over does not depend on the time. */
const amongOver = (dialect: Dialect, ranges: readonly UncountedRange[], owners: Owners | undefined): RawBuilder<Row>[] =>
  ranges.length === 0
    ? []
    : [
        sql<Row>`
    select range.interval, state_type, state_name, count(*) as runs, sum(total_run_time) as run_time,
      sum(${estimatedLateness(dialect, 'flow_run', ALWAYS.from)}) as lateness
    from ${rangesOf(dialect.records(ranges, { interval: 'int', from: 'time', until: 'time' }))}
    ${dialect.lookUp(
      'flow_run',
      sql`${ownedBy(dialect, owners)} and flow_run.expected_start_time >= range."from" and flow_run.expected_start_time < range.until
        and ${dialect.usual(isOver('flow_run'))}`,
    )} group by 1, 2, 3`,
      ]

const rangesOf = (records: RawBuilder<unknown>): RawBuilder<unknown> => sql`${records} as range`
