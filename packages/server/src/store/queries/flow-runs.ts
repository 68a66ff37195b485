import type { FlowRunSort, Json, Labels, StateDetails } from '@millrace/protocol'
import { CompiledQuery, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { Cells } from '../cells.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { type AcrossFilters, flowRunsAcross, isEverything } from '../filters/across.ts'
import { tallied } from '../filters/tallied.ts'
import type { FlowRunRow, Schema } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'
import { BY_DUE_TIME, idsByDueTime } from './by-due-time.ts'
import { type FlowRunStateColumns, STATE_COLUMNS } from './flow-run-states.ts'
import { sumFlowRunsByState } from './run-history.ts'

/** A flow run with what its answers show of its state and its work pool; the rest of the state stands in the run's own columns. */
export interface FlowRunView extends FlowRunRow {
  readonly message: string | null
  readonly data: Json | null
  /** Null for a run that has no state yet. */
  readonly state_details: StateDetails | null
  readonly work_pool_id: string | null
  readonly work_pool_name: string | null
}

const JOINS = `from flow_run
  left join flow_run_state on flow_run_state.id = flow_run.state_id
  left join work_queue on work_queue.id = flow_run.work_queue_id
  left join work_pool on work_pool.id = work_queue.work_pool_id`

const READ: HotStatement = {
  sql: `select flow_run.*, flow_run_state.message, flow_run_state.data, flow_run_state.state_details, work_queue.work_pool_id,
    work_pool.name as work_pool_name ${JOINS} where flow_run.id = ?`,
}

/** One flow run with its state and pool. */
export async function readFlowRun(queries: Queries, id: string): Promise<FlowRunView | undefined> {
  const [row] = await queries.all<FlowRunView>(READ, [id])
  return row
}

type FlowRuns = SelectQueryBuilder<Schema, 'flow_run', FlowRunRow>

/** The runs that a query selects, as views; joined to them only once they are chosen. */
const viewsOf = ({ db }: Queries, runs: FlowRuns) =>
  db
    .selectFrom(runs.as('flow_run'))
    // By all that their table is ordered by: finding a state by its id alone takes two look-ups on SQLite, a third of a list's time.
    .leftJoin('flow_run_state', (join) =>
      join
        .onRef('flow_run_state.flow_run_id', '=', 'flow_run.id')
        .onRef('flow_run_state.timestamp', '=', 'flow_run.state_timestamp')
        .onRef('flow_run_state.id', '=', 'flow_run.state_id'),
    )
    .leftJoin('work_queue', 'work_queue.id', 'flow_run.work_queue_id')
    .leftJoin('work_pool', 'work_pool.id', 'work_queue.work_pool_id')
    .selectAll('flow_run')
    .select([
      'flow_run_state.message',
      'flow_run_state.data',
      'flow_run_state.state_details',
      'work_queue.work_pool_id',
      'work_pool.name as work_pool_name',
    ])

/** The flow runs of these ids, in the order of the ids; ids without a run are left out. */
export async function readFlowRuns(queries: Queries, ids: readonly string[]): Promise<FlowRunView[]> {
  if (ids.length === 0) return []
  const runs = queries.db.selectFrom('flow_run').selectAll('flow_run').where('flow_run.id', 'in', ids)
  const rows: FlowRunView[] = await viewsOf(queries, runs).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** As the index `flow_run_start` has it. */
const STARTED = sql`coalesce(flow_run.start_time, flow_run.expected_start_time)`

/** The orders in which flow runs are listed. */
const FLOW_RUN_ORDER: Readonly<Record<FlowRunSort, RawBuilder<unknown>>> = {
  ID_DESC: sql`flow_run.id desc`,
  START_TIME_ASC: sql`${STARTED} asc`,
  START_TIME_DESC: sql`${STARTED} desc`,
  EXPECTED_START_TIME_ASC: sql`flow_run.expected_start_time asc`,
  EXPECTED_START_TIME_DESC: sql`flow_run.expected_start_time desc`,
  NAME_ASC: sql`flow_run.name asc`,
  NAME_DESC: sql`flow_run.name desc`,
  NEXT_SCHEDULED_START_TIME_ASC: sql`flow_run.next_scheduled_start_time asc`,
  END_TIME_DESC: sql`flow_run.end_time desc`,
}

/** Which of the flow runs that the filters want are listed. */
interface Slice {
  readonly sort: FlowRunSort
  readonly limit: number
  readonly offset: number
}

/** One page of the flow runs that the filters want. */
export const listFlowRuns = async (queries: Queries, filters: AcrossFilters, slice: Slice): Promise<FlowRunView[]> =>
  await pageOf(queries, filters, slice).execute()

/** As `listFlowRuns`, not decoded; the columns are those of `FlowRunView`. */
export async function listFlowRunCells(queries: Queries, filters: AcrossFilters, slice: Slice): Promise<Cells> {
  const { sort, limit, offset } = slice
  if (!isEverything(filters) || sort === BY_DUE_TIME) return await queries.cells(pageOf(queries, filters, slice))
  // Differs by necessity: SQLite copies each row of a page that is chosen first, a fifth of its time; Postgres might join all runs before.
  const isJoinedAtOnce = queries.dialect.name === 'sqlite' && offset === 0
  const texts = OF_ALL[isJoinedAtOnce ? 'beginning' : queries.dialect.name]
  const known = texts.get(sort)
  const text = known ?? (isJoinedAtOnce ? beginningOf(queries, slice) : pageOf(queries, filters, slice)).compile().sql
  if (known === undefined) texts.set(sort, text)
  return await queries.cells({ compile: () => CompiledQuery.raw(text, [limit, offset]) })
}

/** The lists of all runs, in each order; putting one together takes as long as reading a quarter of its rows. */
const OF_ALL: Readonly<Record<Dialect['name'] | 'beginning', Map<FlowRunSort, string>>> = {
  sqlite: new Map(),
  postgres: new Map(),
  beginning: new Map(),
}

/** The first of all runs, each joined to as it is found. */
const beginningOf = (queries: Queries, { sort, limit, offset }: Slice) =>
  viewsOf(queries, queries.db.selectFrom('flow_run').selectAll('flow_run')).orderBy(FLOW_RUN_ORDER[sort]).limit(limit).offset(offset)

function pageOf(queries: Queries, filters: AcrossFilters, slice: Slice) {
  const page = chosenFlowRuns(queries, filters, slice).selectAll('flow_run')
  return viewsOf(queries, page).orderBy(FLOW_RUN_ORDER[slice.sort])
}

/** One page of the flow runs that the filters want, of which no column is selected yet. */
export function chosenFlowRuns(
  { db, dialect }: Queries,
  filters: AcrossFilters,
  { sort, limit, offset }: Slice,
): SelectQueryBuilder<Schema, 'flow_run', object> {
  const runs = db.selectFrom('flow_run')
  const wanted = flowRunsAcross(dialect, filters)
  if (sort === BY_DUE_TIME) {
    return runs.where('flow_run.id', 'in', idsByDueTime('flow_run', wanted, { limit, offset })).orderBy(FLOW_RUN_ORDER[sort])
  }
  return runs.where(wanted).orderBy(FLOW_RUN_ORDER[sort]).limit(limit).offset(offset)
}

/** How many flow runs the filters want; all or those of a flow or a deployment, in whatever states, are not looked at one by one. */
export async function countFlowRuns(queries: Queries, filters: AcrossFilters): Promise<number> {
  const known = tallied(filters)
  if (known !== undefined) {
    const counts = await sumFlowRunsByState(queries, known)
    return counts.reduce((sum, { state_type, state_name, runs }) => (known.wanted(state_type, state_name) ? sum + runs : sum), 0)
  }
  const { db, dialect } = queries
  const row = await db
    .selectFrom('flow_run')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where(flowRunsAcross(dialect, filters))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

const COLUMNS = [
  'id',
  'created',
  'updated',
  'name',
  'flow_id',
  'deployment_id',
  'deployment_version',
  'work_queue_id',
  'work_queue_name',
  'flow_version',
  'parameters',
  'idempotency_key',
  'context',
  'empirical_policy',
  'tags',
  'labels',
  'parent_task_run_id',
  'auto_scheduled',
  'infrastructure_document_id',
  'created_by',
  'job_variables',
] as const satisfies (keyof FlowRunRow)[]

/** What a flow run is made of; everything else follows from its states. */
export type NewFlowRunRow = Pick<FlowRunRow, (typeof COLUMNS)[number]>

const INSERTED = [...COLUMNS, ...STATE_COLUMNS.filter((column) => column !== 'updated' && column !== 'empirical_policy')] as const

const INSERT: HotStatement = { sql: `insert into flow_run (${INSERTED.join(', ')}) values (${INSERTED.map(() => '?').join(', ')})` }

/** Writes a flow run with the columns of its first state, which whoever calls adds to the history in the same transaction. */
export async function insertFlowRun(tx: Transaction, row: NewFlowRunRow & FlowRunStateColumns): Promise<void> {
  await tx.all(
    INSERT,
    INSERTED.map((column) => row[column]),
  )
}

const BY_KEY: HotStatement = { sql: 'select id from flow_run where flow_id = ? and idempotency_key = ?' }

/** The id of the run of this flow that was made with this key. */
export async function findFlowRunByKey(queries: Queries, flowId: string, key: string): Promise<string | undefined> {
  const [row] = await queries.all<{ id: string }>(BY_KEY, [flowId, key])
  return row?.id
}

export type FlowRunChanges = Partial<
  Pick<FlowRunRow, 'name' | 'flow_version' | 'parameters' | 'empirical_policy' | 'tags' | 'infrastructure_pid' | 'job_variables' | 'labels'>
>

/** False when there is no such run. */
export async function updateFlowRun({ db }: Transaction, id: string, changes: FlowRunChanges, now: string): Promise<boolean> {
  const result = await db
    .updateTable('flow_run')
    .set({ ...changes, updated: now })
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Deletes a run with what belongs to it, its log lines too; false when there is no such run. */
export async function deleteFlowRun({ db }: Transaction, id: string): Promise<boolean> {
  await db
    .deleteFrom('log')
    .where((where) =>
      where.or([
        where('flow_run_id', '=', id),
        where('task_run_id', 'in', where.selectFrom('task_run').select('id').where('flow_run_id', '=', id)),
      ]),
    )
    .execute()
  const result = await db.deleteFrom('flow_run').where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** The queue of a pool by name, or the pool's default queue; `pool` is false when there is no such pool. */
export async function findQueue(
  { db }: Queries,
  poolName: string,
  queueName: string | null,
): Promise<{ pool: boolean; queue: { id: string; name: string } | undefined }> {
  const pool = await db.selectFrom('work_pool').select(['id', 'default_queue_id']).where('name', '=', poolName).executeTakeFirst()
  if (pool === undefined) return { pool: false, queue: undefined }
  const queues = db.selectFrom('work_queue').select(['id', 'name'])
  const queue =
    queueName === null
      ? queues.where('id', '=', pool.default_queue_id)
      : queues.where('work_pool_id', '=', pool.id).where('name', '=', queueName)
  return { pool: true, queue: await queue.executeTakeFirst() }
}

const LABELS_OF_FLOW: HotStatement = { sql: 'select labels from flow where id = ?' }
const LABELS_OF_DEPLOYMENT: HotStatement = { sql: 'select flow_id, labels from deployment where id = ?' }

/** What a run has of the deployment that it names, where that is there, or else of its flow: their labels and, as labels, their ids. */
export async function readLabelsAbove(queries: Queries, flowId: string, deploymentId: string | null): Promise<Labels> {
  if (deploymentId !== null) {
    const [deployment] = await queries.all<{ flow_id: string; labels: Labels }>(LABELS_OF_DEPLOYMENT, [deploymentId])
    if (deployment !== undefined) {
      return { ...deployment.labels, 'prefect.flow.id': deployment.flow_id, 'prefect.deployment.id': deploymentId }
    }
  }
  const [flow] = await queries.all<{ labels: Labels }>(LABELS_OF_FLOW, [flowId])
  return { ...flow?.labels, 'prefect.flow.id': flowId }
}
