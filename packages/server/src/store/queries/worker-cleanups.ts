import type { Timestamp } from '@millrace/protocol'
import type { WorkerCleanupRow, WorkPoolRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** The pool that a queue belongs to. */
export const findPoolOfQueue = ({ db }: Queries, workQueueId: string): Promise<Pick<WorkPoolRow, 'id' | 'type'> | undefined> =>
  db
    .selectFrom('work_pool')
    .innerJoin('work_queue', 'work_queue.work_pool_id', 'work_pool.id')
    .select(['work_pool.id', 'work_pool.type'])
    .where('work_queue.id', '=', workQueueId)
    .executeTakeFirst()

/** Writes down something to clear away. */
export async function insertCleanup({ db }: Transaction, row: WorkerCleanupRow): Promise<void> {
  await db.insertInto('worker_cleanup').values(row).execute()
}

interface Reservable {
  readonly workPoolId: string
  readonly kinds: readonly string[]
  /** Of the worker's own queues first. */
  readonly queueIds: readonly string[]
  readonly reservation: string
  readonly until: Timestamp
  readonly limit: number
}

/** Reserves what a worker may clear away: what nobody was asked to, its own queues' first. Answers it as reserved. */
export async function reserveCleanups(
  { db, dialect }: Transaction,
  { workPoolId, kinds, queueIds, reservation, until, limit }: Reservable,
): Promise<WorkerCleanupRow[]> {
  const free = (own: boolean) =>
    db
      .selectFrom('worker_cleanup')
      .select('id')
      .where('work_pool_id', '=', workPoolId)
      .where('outcome', 'is', null)
      .where('reservation', 'is', null)
      .where('kind', 'in', kinds)
      .$if(own, (query) => query.where(dialect.among('work_queue_id', queueIds)))
      .orderBy('created')
      .limit(limit)
      .modifyEnd(dialect.lockForClaim)
      .execute()
  let found = queueIds.length === 0 ? [] : await free(true)
  if (found.length === 0) found = await free(false)
  if (found.length === 0) return []
  return await db
    .updateTable('worker_cleanup')
    .set((row) => ({ reservation, reserved_until: until, deliveries: row('deliveries', '+', 1) }))
    .where(
      'id',
      'in',
      found.map(({ id }) => id),
    )
    .returningAll()
    .execute()
}

/** What was reserved, whatever became of it. */
export const readCleanup = ({ db }: Queries, id: string): Promise<WorkerCleanupRow | undefined> =>
  db.selectFrom('worker_cleanup').selectAll().where('id', '=', id).executeTakeFirst()

/** Changes something to clear away while it is reserved so; false when it is not any more. */
export async function updateReserved(
  { db }: Transaction,
  { id, reservation }: { readonly id: string; readonly reservation: string },
  changes: Partial<Pick<WorkerCleanupRow, 'reservation' | 'reserved_until' | 'outcome' | 'ended'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('worker_cleanup')
    .set(changes)
    .where('id', '=', id)
    .where('reservation', '=', reservation)
    .where('outcome', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Lets others have what workers did not clear away in time, or gives it up after `most` of them; answers the pools to tell. */
export async function expireReservations(
  { db }: Transaction,
  { now, most, limit }: { readonly now: Timestamp; readonly most: number; readonly limit: number },
): Promise<string[]> {
  const late = await db
    .selectFrom('worker_cleanup')
    .select(['id', 'work_pool_id', 'deliveries', 'reservation'])
    .where('reserved_until', '<', now)
    .where('outcome', 'is', null)
    .limit(limit)
    .execute()
  for (const { id, deliveries, reservation } of late) {
    const given = { reservation: null, reserved_until: null }
    const changes = deliveries >= most ? { ...given, outcome: 'given-up' as const, ended: now } : given
    if (reservation !== null)
      await db.updateTable('worker_cleanup').set(changes).where('id', '=', id).where('reservation', '=', reservation).execute()
  }
  return [...new Set(late.map(({ work_pool_id }) => work_pool_id))]
}

/** Forgets what ended before a time. */
export async function deleteEndedCleanups({ db }: Transaction, before: Timestamp): Promise<void> {
  await db.deleteFrom('worker_cleanup').where('ended', '<', before).execute()
}
