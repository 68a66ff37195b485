import type { Labels, Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { bulkInsert } from '../bulk-insert.ts'
import { type AcrossFilters, deploymentsAcross } from '../filters/across.ts'
import type { DeploymentRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

/** A deployment with the names of its queue and pool. */
export interface DeploymentView extends DeploymentRow {
  /** Of the queue it belongs to now; `work_queue_name` is what was asked for. */
  readonly queue_name: string | null
  readonly work_pool_id: string | null
  readonly work_pool_name: string | null
}

const selectViews = ({ db }: Queries) =>
  db
    .selectFrom('deployment')
    .leftJoin('work_queue', 'work_queue.id', 'deployment.work_queue_id')
    .leftJoin('work_pool', 'work_pool.id', 'work_queue.work_pool_id')
    .selectAll('deployment')
    .select(['work_queue.name as queue_name', 'work_queue.work_pool_id', 'work_pool.name as work_pool_name'])

const VIEW = `select deployment.*, work_queue.name as queue_name, work_queue.work_pool_id, work_pool.name as work_pool_name from deployment
    left join work_queue on work_queue.id = deployment.work_queue_id left join work_pool on work_pool.id = work_queue.work_pool_id`

const READ: HotStatement = { sql: `${VIEW} where deployment.id = ?` }

/** One deployment by its id. */
export async function readDeployment(queries: Queries, id: string): Promise<DeploymentView | undefined> {
  const [row] = await queries.all<DeploymentView>(READ, [id])
  return row
}

/** One deployment by the names of its flow and its own. */
export const readDeploymentByName = (queries: Queries, flowName: string, name: string): Promise<DeploymentView | undefined> =>
  selectViews(queries)
    .innerJoin('flow', 'flow.id', 'deployment.flow_id')
    .where('flow.name', '=', flowName)
    .where('deployment.name', '=', name)
    .executeTakeFirst()

const OF_FLOW: HotStatement = { sql: `${VIEW} where deployment.flow_id = ? and deployment.name = ?` }

/** The deployment of a flow that has this name. */
export async function findDeploymentOfFlow(queries: Queries, flowId: string, name: string): Promise<DeploymentView | undefined> {
  const [row] = await queries.all<DeploymentView>(OF_FLOW, [flowId, name])
  return row
}

/** Deployments by id, in no order. */
export async function readDeployments(queries: Queries, ids: readonly string[]): Promise<DeploymentView[]> {
  const [only, ...others] = ids
  if (only !== undefined && others.length === 0) return await queries.all<DeploymentView>(READ, [only])
  return await selectViews(queries).where(queries.dialect.among('deployment.id', ids)).execute()
}

/**
 * Keeps deployments as they are until the transaction ends: nobody pauses one, or changes its schedules, while its runs are made.
 * Differs by necessity: SQLite has one writer.
 */
export async function lockDeployments({ db, dialect }: Transaction, ids: readonly string[]): Promise<void> {
  if (dialect.name === 'sqlite') return
  await db.selectFrom('deployment').select('id').where(dialect.among('deployment.id', ids)).orderBy('id').forNoKeyUpdate().execute()
}

const ORDER = {
  CREATED_DESC: sql`deployment.created desc`,
  UPDATED_DESC: sql`deployment.updated desc`,
  NAME_ASC: sql`deployment.name asc`,
  NAME_DESC: sql`deployment.name desc`,
}

interface DeploymentPage {
  readonly filters: AcrossFilters
  readonly sort: keyof typeof ORDER
  readonly limit: number
  readonly offset: number
}

/** One page of the deployments that match. */
export const listDeployments = (queries: Queries, { filters, sort, limit, offset }: DeploymentPage): Promise<DeploymentView[]> =>
  selectViews(queries)
    .where(deploymentsAcross(queries.dialect, filters))
    .orderBy(ORDER[sort])
    .orderBy('deployment.id')
    .limit(limit)
    .offset(offset)
    .execute()

/** How many deployments match. */
export async function countDeployments({ db, dialect }: Queries, filters: AcrossFilters): Promise<number> {
  const { count } = await db
    .selectFrom('deployment')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(deploymentsAcross(dialect, filters))
    .executeTakeFirstOrThrow()
  return count
}

const insertRows = bulkInsert<DeploymentRow>('deployment', [
  'id',
  'created',
  'updated',
  'name',
  'version',
  'version_info',
  'description',
  'flow_id',
  'paused',
  'concurrency_limit',
  'concurrency_options',
  'global_concurrency_limit_id',
  'job_variables',
  'parameters',
  'parameter_openapi_schema',
  'enforce_parameter_schema',
  'tags',
  'labels',
  'work_queue_id',
  'work_queue_name',
  'last_polled',
  'path',
  'manifest_path',
  'pull_steps',
  'entrypoint',
  'storage_document_id',
  'infrastructure_document_id',
  'created_by',
  'updated_by',
])

/** Writes a deployment. Throws `IntegrityError` when its flow has one of that name, or there is no such flow. */
export async function insertDeployment(tx: Transaction, row: DeploymentRow): Promise<void> {
  await insertRows(tx, [row])
}

export type DeploymentChanges = Partial<Omit<DeploymentRow, 'id' | 'created'>>

/** Changes a deployment; false when there is none. */
export async function updateDeployment({ db }: Transaction, id: string, changes: DeploymentChanges, updated: Timestamp): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deployment')
    .set({ ...changes, updated })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Deletes a deployment with its schedules and its own concurrency limit; false when there is none. */
export async function deleteDeployment({ db }: Transaction, id: string): Promise<boolean> {
  await db.deleteFrom('concurrency_limit').where('name', '=', `deployment:${id}`).execute()
  const { numDeletedRows } = await db.deleteFrom('deployment').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Notes that somebody takes the runs of these deployments. */
export async function markDeploymentsPolled({ db, dialect }: Transaction, ids: readonly string[], now: Timestamp): Promise<void> {
  await db.updateTable('deployment').set({ last_polled: now }).where(dialect.among('deployment.id', ids)).execute()
}

const LABELS: HotStatement = { sql: 'select labels from flow where id = ?' }

/** The labels of a flow; undefined when there is no such flow. */
export async function readFlowLabels(queries: Queries, flowId: string): Promise<Labels | undefined> {
  const [row] = await queries.all<{ labels: Labels }>(LABELS, [flowId])
  return row?.labels
}

/** True when there is a block document with this id. */
export async function hasBlockDocument({ db }: Queries, id: string): Promise<boolean> {
  return (await db.selectFrom('block_document').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}
