import { TERMINAL_STATE_TYPES, type Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Queries, Transaction } from '../store.ts'
import { deleteArtifact } from './artifacts.ts'

/** What is old enough to go, and how much of it at once. */
export interface Old {
  readonly before: Timestamp
  readonly limit: number
}

/** Deletes the oldest events, with what they are found by; answers how many there were. */
export async function deleteOldEvents({ db }: Transaction, { before, limit }: Old): Promise<number> {
  const old = await db
    .selectFrom('event')
    .select('id')
    .where('occurred', '<', before)
    .orderBy('occurred')
    .orderBy('id')
    .limit(limit)
    .execute()
  if (old.length === 0) return 0
  const ids = old.map(({ id }) => id)
  await db.deleteFrom('event_resource').where('event_id', 'in', ids).execute()
  await db.deleteFrom('event').where('id', 'in', ids).execute()
  return ids.length
}

/** Deletes the oldest log lines; answers how many there were. */
export async function deleteOldLogs({ db }: Transaction, { before, limit }: Old): Promise<number> {
  const old = db
    .selectFrom('log')
    .select(['timestamp', 'id'])
    .where('timestamp', '<', before)
    .orderBy('timestamp')
    .orderBy('id')
    .limit(limit)
  const { numDeletedRows } = await db
    .deleteFrom('log')
    .where((log) => log(log.refTuple('timestamp', 'id'), 'in', old.$asTuple('timestamp', 'id')))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** The flow runs that ended longest ago. A subflow goes with, or after, the run around it. */
export async function listOldFlowRuns({ db }: Queries, { before, limit }: Old): Promise<string[]> {
  const rows = await db
    .selectFrom('flow_run')
    .select('id')
    .where('end_time', '<', before)
    .where('state_type', 'in', TERMINAL_STATE_TYPES)
    .where('parent_task_run_id', 'is', null)
    .orderBy('end_time')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** The background tasks that ended longest ago: no flow run takes them with it. */
export async function deleteOldTaskRuns({ db }: Transaction, { before, limit }: Old): Promise<number> {
  const old = db
    .selectFrom('task_run')
    .select('id')
    .where('end_time', '<', before)
    .where('flow_run_id', 'is', null)
    .where('state_type', 'in', TERMINAL_STATE_TYPES)
    .orderBy('end_time')
    .limit(limit)
  const { numDeletedRows } = await db.deleteFrom('task_run').where('id', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

/**
 * Deletes some of what belongs to a flow run that ended before a time: log lines, artifacts, task runs with their states, and the run
 * itself when nothing of that is left. True when it is gone, or has been started again.
 */
export async function deleteOldFlowRun(tx: Transaction, id: string, { before, limit }: Old): Promise<boolean> {
  const { db, dialect } = tx
  const query = db
    .selectFrom('flow_run')
    .select('id')
    .where('id', '=', id)
    .where('end_time', '<', before)
    .where('state_type', 'in', TERMINAL_STATE_TYPES)
  if ((await query.modifyEnd(dialect.lockForClaim).executeTakeFirst()) === undefined) return true
  const logs = db.selectFrom('log').select(['timestamp', 'id']).where('flow_run_id', '=', id).limit(limit)
  const { numDeletedRows: lines } = await db
    .deleteFrom('log')
    .where((log) => log(log.refTuple('timestamp', 'id'), 'in', logs.$asTuple('timestamp', 'id')))
    .executeTakeFirst()
  if (Number(lines) === limit) return false
  const tasks = db.selectFrom('task_run').select('id').where('flow_run_id', '=', id).limit(limit)
  const { numDeletedRows: taskRuns } = await db.deleteFrom('task_run').where('id', 'in', tasks).executeTakeFirst()
  if (Number(taskRuns) === limit) return false
  if ((await deleteArtifactsOf(tx, id, limit)) === limit) return false
  await db.deleteFrom('flow_run').where('id', '=', id).execute()
  return true
}

/** Deletes artifacts of a flow run; of each key, the newest that is left is the newest then. */
async function deleteArtifactsOf(tx: Transaction, flowRunId: string, limit: number): Promise<number> {
  const rows = await tx.db.selectFrom('artifact').select('id').where('flow_run_id', '=', flowRunId).limit(limit).execute()
  for (const { id } of rows) await deleteArtifact(tx, id)
  return rows.length
}

/** The bytes of the database that hold something. Differs by necessity: Postgres keeps the room of deleted rows until it is vacuumed. */
export async function bytesInUse({ db, dialect }: Queries): Promise<number | undefined> {
  if (dialect.name === 'postgres') return undefined
  const { rows } = await sql<{
    bytes: number
  }>`select (page_count - freelist_count) * page_size as bytes from pragma_page_count(), pragma_freelist_count(), pragma_page_size()`.execute(
    db,
  )
  return rows[0]?.bytes
}
