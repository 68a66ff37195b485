import type { Json, Labels, StateDetails, TaskRunSort } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Cells } from '../cells.ts'
import { type AcrossFilters, taskRunsAcross } from '../filters/across.ts'
import type { TaskRunRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'
import { BY_DUE_TIME, idsByDueTime } from './by-due-time.ts'

/** A task run with what its answers show of its state; the rest of the state stands in the run's own columns. */
export interface TaskRunView extends TaskRunRow {
  readonly message: string | null
  readonly data: Json | null
  /** Null for a run that has no state yet. */
  readonly state_details: StateDetails | null
}

const READ: HotStatement = {
  sql: `select task_run.*, task_run_state.message, task_run_state.data, task_run_state.state_details
    from task_run left join task_run_state on task_run_state.id = task_run.state_id where task_run.id = ?`,
}

/** One task run with its state. */
export async function readTaskRun(queries: Queries, id: string): Promise<TaskRunView | undefined> {
  const [row] = await queries.all<TaskRunView>(READ, [id])
  return row
}

const SORTS: Readonly<Record<TaskRunSort, RawBuilder<unknown>>> = {
  ID_DESC: sql`task_run.id desc`,
  EXPECTED_START_TIME_ASC: sql`task_run.expected_start_time asc`,
  EXPECTED_START_TIME_DESC: sql`task_run.expected_start_time desc`,
  NAME_ASC: sql`task_run.name asc`,
  NAME_DESC: sql`task_run.name desc`,
  NEXT_SCHEDULED_START_TIME_ASC: sql`task_run.next_scheduled_start_time asc`,
  END_TIME_DESC: sql`task_run.end_time desc`,
}

/** Which of the task runs that the filters want are listed. */
interface Slice {
  readonly sort: TaskRunSort
  readonly limit: number
  readonly offset: number
}

/** One page of the task runs that the filters want. */
export const listTaskRuns = async (queries: Queries, filters: AcrossFilters, slice: Slice): Promise<TaskRunView[]> =>
  await pageOf(queries, filters, slice).execute()

/** As `listTaskRuns`, not decoded; the columns are those of `TaskRunView`. */
export const listTaskRunCells = (queries: Queries, filters: AcrossFilters, slice: Slice): Promise<Cells> =>
  queries.cells(pageOf(queries, filters, slice))

function pageOf({ db, dialect }: Queries, filters: AcrossFilters, { sort, limit, offset }: Slice) {
  // Joined to their states only once they are chosen.
  const runs = db.selectFrom('task_run').selectAll('task_run')
  const wanted = taskRunsAcross(dialect, filters)
  const page =
    sort === BY_DUE_TIME
      ? runs.where('task_run.id', 'in', idsByDueTime('task_run', wanted, { limit, offset }))
      : runs.where(wanted).orderBy(SORTS[sort]).limit(limit).offset(offset)
  return (
    db
      .selectFrom(page.as('task_run'))
      // As flow runs are, by all that the table of states is ordered by.
      .leftJoin('task_run_state', (join) =>
        join
          .onRef('task_run_state.task_run_id', '=', 'task_run.id')
          .onRef('task_run_state.timestamp', '=', 'task_run.state_timestamp')
          .onRef('task_run_state.id', '=', 'task_run.state_id'),
      )
      .selectAll('task_run')
      .select(['task_run_state.message', 'task_run_state.data', 'task_run_state.state_details'])
      .orderBy(SORTS[sort])
  )
}

/** How many task runs the filters want. */
export async function countTaskRuns({ db, dialect }: Queries, filters: AcrossFilters): Promise<number> {
  const row = await db
    .selectFrom('task_run')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where(taskRunsAcross(dialect, filters))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** What a task run is made of; everything else follows from its states. */
export const NEW_TASK_RUN_COLUMNS = [
  'id',
  'created',
  'updated',
  'name',
  'flow_run_id',
  'task_key',
  'dynamic_key',
  'cache_key',
  'cache_expiration',
  'task_version',
  'empirical_policy',
  'tags',
  'labels',
  'task_inputs',
] as const satisfies (keyof TaskRunRow)[]

export type NewTaskRunRow = Pick<TaskRunRow, (typeof NEW_TASK_RUN_COLUMNS)[number]>

const INSERT: HotStatement = {
  sql: `insert into task_run (${NEW_TASK_RUN_COLUMNS.join(', ')}, run_count, flow_run_run_count, total_run_time)
    values (${NEW_TASK_RUN_COLUMNS.map(() => '?').join(', ')}, 0, 0, 0)`,
}

/** Writes a task run without a state; whoever calls sets its first one in the same transaction. */
export async function insertTaskRun(tx: Transaction, row: NewTaskRunRow): Promise<void> {
  await tx.all(
    INSERT,
    NEW_TASK_RUN_COLUMNS.map((column) => row[column]),
  )
}

const BY_KEYS: HotStatement = { sql: 'select id from task_run where flow_run_id = ? and task_key = ? and dynamic_key = ?' }
const BY_KEYS_ALONE: HotStatement = { sql: 'select id from task_run where flow_run_id is null and task_key = ? and dynamic_key = ?' }

/** The id of the task run that this flow run (or none) has under these keys. */
export async function findTaskRunByKeys(
  queries: Queries,
  { flow_run_id: flowRunId, task_key: taskKey, dynamic_key: dynamicKey }: Pick<TaskRunRow, 'flow_run_id' | 'task_key' | 'dynamic_key'>,
): Promise<string | undefined> {
  const [row] =
    flowRunId === null
      ? await queries.all<{ id: string }>(BY_KEYS_ALONE, [taskKey, dynamicKey])
      : await queries.all<{ id: string }>(BY_KEYS, [flowRunId, taskKey, dynamicKey])
  return row?.id
}

const FLOW_RUN_LABELS: HotStatement = { sql: 'select labels from flow_run where id = ?' }

/** The labels of a flow run, which its task runs carry on. */
export async function readFlowRunLabels(queries: Queries, flowRunId: string): Promise<Labels> {
  const [row] = await queries.all<{ labels: Labels }>(FLOW_RUN_LABELS, [flowRunId])
  return row?.labels ?? {}
}

/** False when there is no such run. */
export async function updateTaskRun({ db }: Transaction, id: string, changes: { name?: string }, now: string): Promise<boolean> {
  const result = await db
    .updateTable('task_run')
    .set({ ...changes, updated: now })
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Deletes a task run with its states and log lines; false when there is no such run. */
export async function deleteTaskRun({ db }: Transaction, id: string): Promise<boolean> {
  await db.deleteFrom('log').where('task_run_id', '=', id).execute()
  const result = await db.deleteFrom('task_run').where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}
