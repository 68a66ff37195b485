import { addSeconds, type Timestamp } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Queries } from '../store.ts'
import { countRows, namedRuns, type NamedRunRow } from './named-runs.ts'

/** A count goes no further: nobody tells 1000 from more at a glance. */
const MOST = 1000

/** Runs named of each kind. */
const NAMED = 10

/** Seconds before its end within which a run that failed must have been expected, to be found by an index. */
const LONGEST = 86_400

/** Some runs of a kind, and how many there are; with `more`, at least so many. */
export interface RunsOfKind {
  readonly count: number
  readonly more: boolean
  readonly runs: NamedRunRow[]
}

const countOf = async (queries: Queries, ids: RawBuilder<unknown>): Promise<Pick<RunsOfKind, 'count' | 'more'>> => {
  const count = await countRows(queries, sql`${ids} limit ${MOST + 1}`)
  return { count: Math.min(count, MOST), more: count > MOST }
}

const ofKind = async (queries: Queries, ids: RawBuilder<unknown>, order: RawBuilder<unknown>): Promise<RunsOfKind> => {
  const [count, runs] = await Promise.all([
    countOf(queries, ids),
    namedRuns(queries, sql`select id from (${ids} order by ${order} limit ${NAMED}) as chosen`, order),
  ])
  return { ...count, runs }
}

/** Runs that failed or crashed since a time and belong to no other run, the last first. */
export const failedRuns = (queries: Queries, since: Timestamp): Promise<RunsOfKind> =>
  ofKind(queries, failedSince(since), sql`flow_run.end_time desc`)

/** How many those are. */
export const countFailedRuns = (queries: Queries, since: Timestamp): Promise<Pick<RunsOfKind, 'count' | 'more'>> =>
  countOf(queries, failedSince(since))

function failedSince(since: Timestamp): RawBuilder<unknown> {
  const expected = addSeconds(since, -LONGEST)
  const ofType = (type: 'FAILED' | 'CRASHED'): RawBuilder<unknown> =>
    sql`select * from (select id, end_time, parent_task_run_id from flow_run where state_type = ${type} and expected_start_time >= ${expected}
      order by expected_start_time desc limit ${MOST + 1}) as ${sql.id(type.toLowerCase())}`
  return sql`select flow_run.id from (${ofType('FAILED')} union all ${ofType('CRASHED')}) as flow_run
    where flow_run.end_time >= ${since} and flow_run.parent_task_run_id is null`
}

/** Runs that nobody has begun in time, the one that has waited longest first. */
export const lateRuns = (queries: Queries): Promise<RunsOfKind> =>
  ofKind(
    queries,
    sql`select flow_run.id from flow_run where state_type = 'SCHEDULED' and state_name = 'Late'`,
    sql`flow_run.expected_start_time`,
  )

/** Runs that wait for somebody, the one expected last first. */
export const pausedRuns = (queries: Queries): Promise<RunsOfKind> =>
  ofKind(queries, sql`select flow_run.id from flow_run where state_type = 'PAUSED'`, sql`flow_run.expected_start_time desc`)

/** Runs that are at work, the one expected last first. */
export const runsAtWork = (queries: Queries): Promise<RunsOfKind> =>
  ofKind(queries, sql`select flow_run.id from flow_run where state_type = 'RUNNING'`, sql`flow_run.expected_start_time desc`)

/** The next runs to begin after a time. */
export const nextRuns = (queries: Queries, after: Timestamp): Promise<NamedRunRow[]> =>
  namedRuns(
    queries,
    sql`select id from (select id from flow_run where next_scheduled_start_time > ${after}
      order by next_scheduled_start_time limit ${NAMED}) as chosen`,
    sql`flow_run.next_scheduled_start_time`,
  )

/** How far the task runs of a flow run are. */
export interface TaskProgress {
  readonly tasks: number
  readonly tasks_done: number
  readonly tasks_failed: number
}

/** How far the task runs of flow runs are; those without any are left out. */
export async function taskProgress({ db, dialect }: Queries, flowRunIds: readonly string[]): Promise<Map<string, TaskProgress>> {
  if (flowRunIds.length === 0) return new Map()
  type Row = { readonly id: string } & { readonly [Key in keyof TaskProgress]: number | string }
  const { rows } = await sql<Row>`
    select flow_run_id as id, count(*) as tasks, sum(case when state_type = 'COMPLETED' then 1 else 0 end) as tasks_done,
      sum(case when state_type in ('FAILED', 'CRASHED') then 1 else 0 end) as tasks_failed
    from task_run where ${dialect.among('task_run.flow_run_id', flowRunIds)} group by flow_run_id`.execute(db)
  return new Map(
    rows.map(({ id, tasks, tasks_done, tasks_failed }) => [
      id,
      { tasks: Number(tasks), tasks_done: Number(tasks_done), tasks_failed: Number(tasks_failed) },
    ]),
  )
}

/** Due runs that nobody has taken are looked at up to here. */
const MOST_DUE = 10_000

/** What waits in a pool: how many runs are due, and when the first was to begin. */
export interface PoolWait {
  readonly waiting: number
  readonly oldest: Timestamp
}

/** What waits in each pool; pools in which nothing does are left out. */
export async function waitsByPool({ db }: Queries, now: Timestamp): Promise<Map<string, PoolWait>> {
  const { rows } = await sql<{ work_pool_id: string; waiting: number | string; oldest: Timestamp }>`
    select work_queue.work_pool_id, count(*) as waiting, min(due.next_scheduled_start_time) as oldest
    from (select work_queue_id, next_scheduled_start_time from flow_run where next_scheduled_start_time <= ${now} and work_queue_id is not null
      order by next_scheduled_start_time limit ${MOST_DUE}) as due
    join work_queue on work_queue.id = due.work_queue_id group by work_queue.work_pool_id`.execute(db)
  return new Map(rows.map(({ work_pool_id, waiting, oldest }) => [work_pool_id, { waiting: Number(waiting), oldest }]))
}
