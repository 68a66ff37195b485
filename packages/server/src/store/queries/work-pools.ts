import type { Timestamp, WorkPoolFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import { workPoolWhere } from '../filters/work-pool-where.ts'
import type { WorkPoolRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'
import { isOnline, type Liveness } from './workers.ts'

/** A pool with what its answers show of its workers and runs. */
export interface WorkPoolView extends WorkPoolRow {
  readonly online_workers: number
  readonly active_slots: number
}

/** Runs in these states use the slots of their pool and its queues, as Prefect 3.8 counts them for workers. */
export const SLOT_STATES = ['PENDING', 'RUNNING'] as const

/** Runs in these states use the slots of a queue that agents poll: for them, Prefect counts those that are being cancelled too. */
export const AGENT_SLOT_STATES = [...SLOT_STATES, 'CANCELLING'] as const

/** Which runs use slots: as it is counted for workers, or for agents. */
export type SlotStates = typeof SLOT_STATES | typeof AGENT_SLOT_STATES

/** Writes a pool; false when the name is taken. */
export async function insertWorkPool({ db }: Transaction, row: WorkPoolRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('work_pool')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** One pool by name; the row alone. */
export const findWorkPool = ({ db }: Queries, name: string): Promise<WorkPoolRow | undefined> =>
  db.selectFrom('work_pool').selectAll().where('name', '=', name).executeTakeFirst()

const BY_ID: HotStatement = { sql: 'select * from work_pool where id = ?' }

/** One pool by id; the row alone. */
export async function findWorkPoolById(queries: Queries, id: string): Promise<WorkPoolRow | undefined> {
  const [row] = await queries.all<WorkPoolRow>(BY_ID, [id])
  return row
}

/** Pools by their ids; the rows alone. */
export const findWorkPools = ({ db, dialect }: Queries, ids: readonly string[]): Promise<WorkPoolRow[]> =>
  db.selectFrom('work_pool').selectAll().where(dialect.among('work_pool.id', ids)).execute()

const selectViews = (queries: Queries, liveness: Liveness) =>
  queries.db
    .selectFrom('work_pool')
    .selectAll('work_pool')
    .select([
      sql<number>`(select count(*) from worker where worker.work_pool_id = work_pool.id and ${isOnline(queries.dialect, liveness)})`.as(
        'online_workers',
      ),
      sql<number>`(select count(*) from flow_run join work_queue on work_queue.id = flow_run.work_queue_id
        where work_queue.work_pool_id = work_pool.id and flow_run.state_type in (${sql.join(SLOT_STATES)}))`.as('active_slots'),
    ])

/** One pool by name, as it is answered. */
export const readWorkPool = (queries: Queries, name: string, liveness: Liveness): Promise<WorkPoolView | undefined> =>
  selectViews(queries, liveness).where('work_pool.name', '=', name).executeTakeFirst()

interface WorkPoolPage extends Liveness {
  readonly filter: WorkPoolFilter | null | undefined
  readonly limit: number
  readonly offset: number
}

/** One page of the pools that match, by name. */
export const listWorkPools = (queries: Queries, { filter, limit, offset, ...liveness }: WorkPoolPage): Promise<WorkPoolView[]> =>
  selectViews(queries, liveness)
    .where(filter ? workPoolWhere(queries.dialect, filter) : sql<boolean>`true`)
    .orderBy('work_pool.name')
    .limit(limit)
    .offset(offset)
    .execute()

/** How many pools match. */
export async function countWorkPools({ db, dialect }: Queries, filter: WorkPoolFilter | null | undefined): Promise<number> {
  const { count } = await db
    .selectFrom('work_pool')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(filter ? workPoolWhere(dialect, filter) : sql<boolean>`true`)
    .executeTakeFirstOrThrow()
  return count
}

/** Changes a pool and answers it as it is then; undefined when there is none of this name. */
export const updateWorkPool = (
  { db }: Transaction,
  name: string,
  changes: Partial<WorkPoolRow>,
  updated: Timestamp,
): Promise<WorkPoolRow | undefined> =>
  db
    .updateTable('work_pool')
    .set({ ...changes, updated })
    .where('name', '=', name)
    .returningAll()
    .executeTakeFirst()

/** Deletes a pool with its queues and workers; false when there is none of this name. */
export async function deleteWorkPool({ db }: Transaction, name: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('work_pool').where('name', '=', name).executeTakeFirst()
  return numDeletedRows > 0n
}
