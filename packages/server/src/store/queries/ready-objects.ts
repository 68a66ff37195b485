import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { ReadyObjectRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'
import { isOnline, type Liveness } from './workers.ts'

type Kind = ReadyObjectRow['kind']

/** Notes that objects are ready; answers those that were not. */
export async function markReady({ db }: Transaction, kind: Kind, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .insertInto('ready_object')
    .values(ids.map((id) => ({ kind, id })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Notes that the deployments in these queues are ready; answers those that were not. */
export async function markDeploymentsReady({ db, dialect }: Transaction, queueIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .insertInto('ready_object')
    .columns(['kind', 'id'])
    .expression(
      db
        .selectFrom('deployment')
        .select([sql<Kind>`'deployment'`.as('kind'), 'deployment.id'])
        .where(dialect.among('deployment.work_queue_id', queueIds)),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Notes that objects are ready no longer; answers those that were. */
export async function unmarkReady({ db }: Transaction, kind: Kind, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db.deleteFrom('ready_object').where('kind', '=', kind).where('id', 'in', ids).returning('id').execute()
  return rows.map(({ id }) => id)
}

/** Queues and deployments that were ready and that nobody has polled since a time, or that are gone. */
export async function lapsedByPolls(
  { db }: Queries,
  kind: 'work-queue' | 'deployment',
  before: Timestamp,
  limit: number,
): Promise<string[]> {
  const table = sql.table(kind === 'deployment' ? 'deployment' : 'work_queue')
  const rows = await db
    .selectFrom('ready_object')
    .select('ready_object.id')
    .where('ready_object.kind', '=', kind)
    .where(
      sql<boolean>`not exists (select 1 from ${table} as polled where polled.id = ready_object.id and polled.last_polled >= ${before})`,
    )
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Pools that were ready and have no worker online any more, or that are gone. */
export async function lapsedPools({ db, dialect }: Queries, liveness: Liveness, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('ready_object')
    .select('ready_object.id')
    .where('ready_object.kind', '=', 'work-pool')
    .where(sql<boolean>`not exists (select 1 from worker where worker.work_pool_id = ready_object.id and ${isOnline(dialect, liveness)})`)
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}
