import type { Timestamp, WorkerFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import { jsonText } from '../columns.ts'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { workerWhere } from '../filters/work-pool-where.ts'
import type { WorkerRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

/** By what a worker counts as ONLINE. */
export interface Liveness {
  readonly now: Timestamp
  /** How many heartbeats it may miss. */
  readonly missed: number
  /** Seconds between the heartbeats of a worker that does not say. */
  readonly interval: number
}

/** True for a row of `worker` that has been heard of lately. */
export const isOnline = (dialect: Dialect, { now, missed, interval }: Liveness): Condition =>
  sql`(worker.last_heartbeat_time is not null and ${dialect.secondsBetween(sql.ref('worker.last_heartbeat_time'), sql`${now}`)}
    <= coalesce(worker.heartbeat_interval_seconds, ${interval}) * ${missed})`

/** A worker, and whether it is ONLINE. */
export interface WorkerView extends WorkerRow {
  readonly online: number | boolean
}

const HEARTBEAT: HotStatement = {
  sql: `insert into worker (id, created, updated, name, work_pool_id, last_heartbeat_time, heartbeat_interval_seconds, type, self_report)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (work_pool_id, name) do update set updated = excluded.updated, last_heartbeat_time = excluded.last_heartbeat_time,
      heartbeat_interval_seconds = coalesce(excluded.heartbeat_interval_seconds, worker.heartbeat_interval_seconds),
      type = coalesce(excluded.type, worker.type), self_report = excluded.self_report`,
}

/** Writes when a worker was last heard of; a name that is new to the pool becomes a worker. */
export async function recordHeartbeat(tx: Transaction, row: WorkerRow): Promise<void> {
  const { id, created, updated, name, work_pool_id, last_heartbeat_time, heartbeat_interval_seconds, type, self_report } = row
  const report = jsonText(self_report)
  await tx.all(HEARTBEAT, [id, created, updated, name, work_pool_id, last_heartbeat_time, heartbeat_interval_seconds, type, report])
}

interface WorkerPage extends Liveness {
  readonly workPoolId: string
  readonly filter: WorkerFilter | null | undefined
  readonly limit: number
  readonly offset: number
}

/** One page of the workers of a pool, the one heard of last first. */
export function listWorkers(
  { db, dialect }: Queries,
  { workPoolId, filter, limit, offset, ...liveness }: WorkerPage,
): Promise<WorkerView[]> {
  const online = isOnline(dialect, liveness)
  return db
    .selectFrom('worker')
    .selectAll()
    .select(sql<number | boolean>`${online}`.as('online'))
    .where('work_pool_id', '=', workPoolId)
    .where(filter ? workerWhere(filter, online) : sql<boolean>`true`)
    .orderBy('last_heartbeat_time', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** Forgets a worker; false when the pool has none of this name. */
export async function deleteWorker({ db }: Transaction, workPoolId: string, name: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('worker')
    .where('work_pool_id', '=', workPoolId)
    .where('name', '=', name)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** The types of the workers of a pool that are ONLINE; null among them for one that does not say. */
export async function onlineWorkerTypes({ db, dialect }: Queries, workPoolId: string, liveness: Liveness): Promise<(string | null)[]> {
  const rows = await db
    .selectFrom('worker')
    .select('type')
    .distinct()
    .where('work_pool_id', '=', workPoolId)
    .where(isOnline(dialect, liveness))
    .orderBy('type')
    .execute()
  return rows.map(({ type }) => type)
}
