import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { FlowRunRow, TaskRunRow, WorkQueueRow } from '../schema.ts'
import type { Queries } from '../store.ts'
import { countRows } from './named-runs.ts'

/** Runs counted that are before one; nobody waits to read more. */
const LONGEST_LINE = 1000
/** Log lines of a run that are looked at, the newest. */
const NEWEST_LOGS = 1000
/** Log lines that are counted up to one. */
const COUNTED_LOGS = 20_000
/** Log lines of ERROR and above. */
const ERROR = 40
const WARNING = 30

/** How many due runs of these queues were due before one; at most a thousand. */
export function countDueBefore(
  queries: Queries,
  queueIds: readonly string[],
  { id, next_scheduled_start_time: due }: Pick<FlowRunRow, 'id' | 'next_scheduled_start_time'>,
): Promise<number> {
  const { db, dialect } = queries
  const before = db
    .selectFrom('flow_run')
    .select('id')
    .where(dialect.among('flow_run.work_queue_id', queueIds))
    .where('state_type', '=', 'SCHEDULED')
    .where((run) =>
      run.or([run('next_scheduled_start_time', '<', due), run.and([run('next_scheduled_start_time', '=', due), run('id', '<', id)])]),
    )
    .limit(LONGEST_LINE)
  return countRows(queries, sql`${before}`)
}

/** The queues that take runs by tags and deployment, as agents of 2.x made them. */
export const listFilteringQueues = ({ db }: Queries): Promise<Pick<WorkQueueRow, 'id' | 'filter'>[]> =>
  db.selectFrom('work_queue').select(['id', 'filter']).where('filter', 'is not', null).orderBy('id').limit(200).execute()

/** The ids of the queues of a pool. */
export async function queueIdsOfPool({ db }: Queries, poolId: string): Promise<string[]> {
  return (await db.selectFrom('work_queue').select('id').where('work_pool_id', '=', poolId).execute()).map(({ id }) => id)
}

/** The time zone of a schedule, if it still is there and has one. */
export async function timezoneOfSchedule({ db }: Queries, id: string): Promise<string | null> {
  const row = await db.selectFrom('deployment_schedule').select('schedule').where('id', '=', id).executeTakeFirst()
  return row?.schedule.timezone ?? null
}

/** What the task runs of a flow run have come to. */
export interface TaskCounts {
  readonly all: number
  readonly failed: number
}

export async function countTaskOutcomes({ db }: Queries, flowRunId: string): Promise<TaskCounts> {
  const row = await db
    .selectFrom('task_run')
    .select(({ fn }) => fn.countAll<number | string>().as('all'))
    .select(sql<number | string>`count(case when state_type in ('FAILED', 'CRASHED') then 1 end)`.as('failed'))
    .where('flow_run_id', '=', flowRunId)
    .executeTakeFirst()
  return { all: Number(row?.all ?? 0), failed: Number(row?.failed ?? 0) }
}

/** The first task runs of a flow run that are in a state. */
export const namedTaskRuns = (
  { db }: Queries,
  flowRunId: string,
  types: readonly ('RUNNING' | 'FAILED' | 'CRASHED')[],
  limit: number,
): Promise<Pick<TaskRunRow, 'id' | 'name'>[]> =>
  db
    .selectFrom('task_run')
    .select(['id', 'name'])
    .where('flow_run_id', '=', flowRunId)
    .where('state_type', 'in', types)
    .orderBy('start_time')
    .orderBy('id')
    .limit(limit)
    .execute()

/** A task run that failed, and how. */
export interface FailedTask extends Pick<TaskRunRow, 'id' | 'name' | 'start_time' | 'run_count'> {
  readonly message: string | null
}

/** The task run of a flow run that failed last, in its present attempt. */
export const lastFailedTask = ({ db }: Queries, { id, run_count }: Pick<FlowRunRow, 'id' | 'run_count'>): Promise<FailedTask | undefined> =>
  db
    .selectFrom('task_run')
    .leftJoin('task_run_state', 'task_run_state.id', 'task_run.state_id')
    .select(['task_run.id', 'task_run.name', 'task_run.start_time', 'task_run.run_count', 'task_run_state.message'])
    .where('task_run.flow_run_id', '=', id)
    .where('task_run.flow_run_run_count', '=', run_count)
    .where('task_run.state_type', 'in', ['FAILED', 'CRASHED'])
    .orderBy('task_run.end_time', 'desc')
    .orderBy('task_run.id')
    .limit(1)
    .executeTakeFirst()

/** Which of the task runs of a flow run, in the order of their start, one that started at `start` is. */
export async function placeAmongTasks({ db }: Queries, flowRunId: string, start: Timestamp): Promise<number> {
  const row = await db
    .selectFrom('task_run')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('flow_run_id', '=', flowRunId)
    .where('start_time', '<=', start)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** The newest error among the last lines of a flow run's log, and the number of its line where that is not far down. */
export async function lastErrorLine(
  queries: Queries,
  flowRunId: string,
): Promise<{ readonly id: string; readonly number: number | null } | undefined> {
  const { db } = queries
  const error = await db
    .selectFrom((query) =>
      query
        .selectFrom('log')
        .select(['id', 'level', 'timestamp'])
        .where('flow_run_id', '=', flowRunId)
        .orderBy('timestamp', 'desc')
        .orderBy('id', 'desc')
        .limit(NEWEST_LOGS)
        .as('newest'),
    )
    .select(['id', 'timestamp'])
    .where('level', '>=', ERROR)
    .orderBy('timestamp', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (error === undefined) return undefined
  const upTo = db
    .selectFrom('log')
    .select('id')
    .where('flow_run_id', '=', flowRunId)
    .where('timestamp', '<=', error.timestamp)
    .where((line) => line.or([line('timestamp', '<', error.timestamp), line('id', '<=', error.id)]))
    .limit(COUNTED_LOGS + 1)
  const number = await countRows(queries, sql`${upTo}`)
  return { id: error.id, number: number > COUNTED_LOGS ? null : number }
}

/** How many of the last lines of a flow run's log are warnings. */
export function countWarnings(queries: Queries, flowRunId: string): Promise<number> {
  const newest = queries.db
    .selectFrom('log')
    .select('level')
    .where('flow_run_id', '=', flowRunId)
    .orderBy('timestamp', 'desc')
    .orderBy('id', 'desc')
    .limit(COUNTED_LOGS)
  return countRows(queries, sql`select level from (${newest}) as newest where level >= ${WARNING} and level < ${ERROR}`)
}

/** How many subflow runs a flow run has, and how many of them are over. */
export async function countChildren({ db }: Queries, flowRunId: string): Promise<{ readonly children: number; readonly over: number }> {
  const row = await db
    .selectFrom('task_run')
    .innerJoin('flow_run', 'flow_run.parent_task_run_id', 'task_run.id')
    .select(({ fn }) => fn.countAll<number | string>().as('children'))
    .select(
      sql<number | string>`count(case when flow_run.state_type in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED') then 1 end)`.as('over'),
    )
    .where('task_run.flow_run_id', '=', flowRunId)
    .executeTakeFirst()
  return { children: Number(row?.children ?? 0), over: Number(row?.over ?? 0) }
}
