import type { Timestamp } from '@millrace/protocol'
import type { TaskWorkerRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

/** Notes that a worker listens; answers the websocket on which one of the same name did before. */
export async function upsertTaskWorker({ db }: Transaction, worker: Omit<TaskWorkerRow, 'left_at'>): Promise<string | undefined> {
  const { identifier, ...changes } = worker
  const before = await db.selectFrom('task_worker').select('session').where('identifier', '=', identifier).executeTakeFirst()
  await db
    .insertInto('task_worker')
    .values({ ...worker, left_at: null })
    .onConflict((conflict) => conflict.column('identifier').doUpdateSet({ ...changes, left_at: null }))
    .execute()
  return before?.session
}

const LEAVE: HotStatement = { sql: 'update task_worker set left_at = ? where identifier = ? and session = ?' }

/** Notes that a worker closed its websocket, unless it listens on another one by now. */
export async function markLeft(
  tx: Transaction,
  { identifier, session }: Pick<TaskWorkerRow, 'identifier' | 'session'>,
  now: Timestamp,
): Promise<void> {
  await tx.all(LEAVE, [now, identifier, session])
}

/** Notes that these websockets are still open. */
export async function markSeen({ db, dialect }: Transaction, sessions: readonly string[], now: Timestamp): Promise<void> {
  await db.updateTable('task_worker').set({ seen: now }).where(dialect.among('session', sessions)).execute()
}

/** The workers that listen, and were seen to since a time. */
export async function listTaskWorkers({ db }: Queries, since: Timestamp): Promise<TaskWorkerRow[]> {
  return await db
    .selectFrom('task_worker')
    .selectAll()
    .where('left_at', 'is', null)
    .where('seen', '>', since)
    .orderBy('identifier')
    .execute()
}

/** From when on a worker counts as gone. */
export interface Absence {
  /** It left before this time and did not come back. */
  readonly leftBefore: Timestamp
  /** Nobody has seen it since this time: its server ended too. */
  readonly seenBefore: Timestamp
  readonly limit: number
}

/** The workers that are gone. */
export async function listGoneWorkers({ db }: Queries, { leftBefore, seenBefore, limit }: Absence): Promise<string[]> {
  const rows = await db
    .selectFrom('task_worker')
    .select('identifier')
    .where((worker) => worker.or([worker('left_at', '<', leftBefore), worker('seen', '<', seenBefore)]))
    .limit(limit)
    .execute()
  return rows.map(({ identifier }) => identifier)
}

/** A worker that nobody else changes until the transaction ends; undefined when it is gone, or another server sees to it. */
export async function lockTaskWorker({ db, dialect }: Transaction, identifier: string): Promise<TaskWorkerRow | undefined> {
  return await db
    .selectFrom('task_worker')
    .selectAll()
    .where('identifier', '=', identifier)
    .modifyEnd(dialect.lockForClaim)
    .executeTakeFirst()
}

/** Forgets a worker. */
export async function deleteTaskWorker({ db }: Transaction, identifier: string): Promise<void> {
  await db.deleteFrom('task_worker').where('identifier', '=', identifier).execute()
}
