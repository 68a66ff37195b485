import type { Timestamp, WorkQueueFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import { workQueueWhere } from '../filters/work-pool-where.ts'
import type { WorkQueueRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'
import { AGENT_SLOT_STATES, SLOT_STATES, type SlotStates } from './work-pools.ts'

/** A queue with what its answers show of its pool and runs. */
export interface WorkQueueView extends WorkQueueRow {
  readonly work_pool_name: string
  readonly active_slots: number
}

/** Writes a queue; false when its pool has one of that name. */
export async function insertWorkQueue({ db }: Transaction, row: WorkQueueRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('work_queue')
    .values(row)
    .onConflict((conflict) => conflict.columns(['work_pool_id', 'name']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

const selectViews = ({ db }: Queries, states: SlotStates) =>
  db
    .selectFrom('work_queue')
    .innerJoin('work_pool', 'work_pool.id', 'work_queue.work_pool_id')
    .selectAll('work_queue')
    .select([
      'work_pool.name as work_pool_name',
      sql<number>`(select count(*) from flow_run where flow_run.work_queue_id = work_queue.id
        and flow_run.state_type in (${sql.join(states)}))`.as('active_slots'),
    ])

/** One queue by its id, with its slots as agents see them unless `states` says otherwise. */
export const readWorkQueue = (queries: Queries, id: string, states: SlotStates = AGENT_SLOT_STATES): Promise<WorkQueueView | undefined> =>
  selectViews(queries, states).where('work_queue.id', '=', id).executeTakeFirst()

/** One queue by the names of its pool and its own, with its slots as workers see them unless `states` says otherwise. */
export const findWorkQueue = (
  queries: Queries,
  pool: string,
  name: string,
  states: SlotStates = SLOT_STATES,
): Promise<WorkQueueView | undefined> =>
  selectViews(queries, states).where('work_pool.name', '=', pool).where('work_queue.name', '=', name).executeTakeFirst()

/** The queue of a name in `pool`, as agents see it; where there is no such pool, the oldest queue of that name in any. */
export async function findWorkQueueByName(queries: Queries, pool: string, name: string): Promise<WorkQueueView | undefined> {
  const found = await queries.db.selectFrom('work_pool').select('id').where('name', '=', pool).executeTakeFirst()
  if (found !== undefined) return await findWorkQueue(queries, pool, name, AGENT_SLOT_STATES)
  return await selectViews(queries, AGENT_SLOT_STATES)
    .where('work_queue.name', '=', name)
    .orderBy('work_queue.id')
    .limit(1)
    .executeTakeFirst()
}

/** The queues of a pool, as workers see them, the most urgent first. */
export const listQueuesOfPool = (queries: Queries, workPoolId: string): Promise<WorkQueueView[]> =>
  selectViews(queries, SLOT_STATES)
    .where('work_queue.work_pool_id', '=', workPoolId)
    .orderBy('work_queue.priority')
    .orderBy('work_queue.id')
    .execute()

interface WorkQueuePage {
  /** Undefined: queues of every pool, by name. */
  readonly workPoolId?: string
  readonly filter: WorkQueueFilter | null | undefined
  readonly limit: number
  readonly offset: number
}

/** One page of the queues that match: of one pool by priority, as workers see them; of all by name, as agents do. */
export const listWorkQueues = (queries: Queries, { workPoolId, filter, limit, offset }: WorkQueuePage): Promise<WorkQueueView[]> =>
  selectViews(queries, workPoolId === undefined ? AGENT_SLOT_STATES : SLOT_STATES)
    .where(filter ? workQueueWhere(queries.dialect, filter) : sql<boolean>`true`)
    .$if(workPoolId !== undefined, (query) => query.where('work_queue.work_pool_id', '=', workPoolId ?? ''))
    .orderBy(workPoolId === undefined ? 'work_queue.name' : 'work_queue.priority')
    .orderBy('work_queue.id')
    .limit(limit)
    .offset(offset)
    .execute()

/** Every queue of every pool, in the order in which they were made. */
export const listAllQueues = (queries: Queries): Promise<WorkQueueView[]> =>
  selectViews(queries, AGENT_SLOT_STATES).orderBy('work_queue.id').execute()

/** Changes a queue; false when there is none. Throws `IntegrityError` when the pool has the new name already. */
export async function updateWorkQueue(
  { db }: Transaction,
  id: string,
  changes: Partial<WorkQueueRow>,
  updated: Timestamp,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('work_queue')
    .set({ ...changes, updated })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** False when there is none. */
export async function deleteWorkQueue({ db }: Transaction, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('work_queue').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Writes that queues were polled, and with them the deployments whose runs they take. */
export async function markPolled({ db, dialect }: Transaction, ids: readonly string[], now: Timestamp): Promise<void> {
  await db.updateTable('work_queue').set({ last_polled: now }).where(dialect.among('work_queue.id', ids)).execute()
  await db.updateTable('deployment').set({ last_polled: now }).where(dialect.among('deployment.work_queue_id', ids)).execute()
}
