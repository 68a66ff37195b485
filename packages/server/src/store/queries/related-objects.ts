import type { HotStatement, Queries } from '../store.ts'

/** What an event says of an object that it concerns. */
export interface Named {
  readonly id: string
  readonly name: string
  readonly tags: readonly string[]
}

const FLOW: HotStatement = { sql: 'select id, name, tags from flow where id = ?' }
const DEPLOYMENT: HotStatement = { sql: 'select id, name, tags from deployment where id = ?' }
const TASK_RUN: HotStatement = { sql: 'select id, name, tags from task_run where id = ?' }
const WORK_QUEUE: HotStatement = {
  sql: `select work_queue.id, work_queue.name, work_queue.work_pool_id, work_pool.name as work_pool_name, work_pool.type as work_pool_type
    from work_queue join work_pool on work_pool.id = work_queue.work_pool_id where work_queue.id = ?`,
}

/** Name and tags of a flow. */
export const findFlow = (queries: Queries, id: string): Promise<Named | undefined> => find(queries, FLOW, id)

/** Name and tags of a deployment. */
export const findDeployment = (queries: Queries, id: string): Promise<Named | undefined> => find(queries, DEPLOYMENT, id)

/** Name and tags of the task run that stands for a subflow. */
export const findParentTask = (queries: Queries, id: string): Promise<Named | undefined> => find(queries, TASK_RUN, id)

/** A work queue with its pool. */
export interface NamedQueue {
  readonly id: string
  readonly name: string
  readonly work_pool_id: string
  readonly work_pool_name: string
  readonly work_pool_type: string
}

/** Names of a work queue and its pool. */
export const findWorkQueue = (queries: Queries, id: string): Promise<NamedQueue | undefined> => find(queries, WORK_QUEUE, id)

/** Names of work queues and their pools. */
export const findWorkQueues = ({ db, dialect }: Queries, ids: readonly string[]): Promise<NamedQueue[]> =>
  db
    .selectFrom('work_queue')
    .innerJoin('work_pool', 'work_pool.id', 'work_queue.work_pool_id')
    .select([
      'work_queue.id',
      'work_queue.name',
      'work_queue.work_pool_id',
      'work_pool.name as work_pool_name',
      'work_pool.type as work_pool_type',
    ])
    .where(dialect.among('work_queue.id', ids))
    .execute()

/** Names and tags of flows. */
export const findFlows = ({ db, dialect }: Queries, ids: readonly string[]): Promise<Named[]> =>
  db.selectFrom('flow').select(['id', 'name', 'tags']).where(dialect.among('flow.id', ids)).execute()

async function find<Row>(queries: Queries, statement: HotStatement, id: string): Promise<Row | undefined> {
  const [row] = await queries.all<Row>(statement, [id])
  return row
}
