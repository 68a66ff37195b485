import type { LogFilter, Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { bulkInsert } from '../bulk-insert.ts'
import { logWhere } from '../filters/log-where.ts'
import type { LogRow } from '../schema.ts'
import type { Queries } from '../store.ts'

type LogSort = 'TIMESTAMP_ASC' | 'TIMESTAMP_DESC'

/** Writes log lines, any number at once. Lines of one instant are listed by id, so give them ids that rise (uuid version 7). */
export const insertLogs = bulkInsert<LogRow>('log', [
  'id',
  'created',
  'updated',
  'name',
  'level',
  'message',
  'timestamp',
  'flow_run_id',
  'task_run_id',
])

/** Where a list goes on: behind this line. */
interface LogCursor {
  readonly timestamp: Timestamp
  readonly id: string
}

export interface LogPage {
  readonly filter?: LogFilter | null | undefined
  readonly sort: LogSort
  readonly limit: number
  readonly offset?: number
  /** For following: costs the same wherever it stands, which an offset does not. */
  readonly after?: LogCursor | undefined
}

/** One page of the log lines that match, by time and then id. */
export async function listLogs({ db, dialect }: Queries, { filter, sort, limit, offset = 0, after }: LogPage): Promise<LogRow[]> {
  const ascending = sort === 'TIMESTAMP_ASC'
  let query = db.selectFrom('log').selectAll()
  if (filter) query = query.where(logWhere(dialect, filter))
  if (after !== undefined) {
    const { timestamp, id } = after
    query = query.where(
      ascending
        ? sql<boolean>`(log.timestamp, log.id) > (${timestamp}, ${id})`
        : sql<boolean>`(log.timestamp, log.id) < (${timestamp}, ${id})`,
    )
  }
  const direction = ascending ? 'asc' : 'desc'
  return await query.orderBy('log.timestamp', direction).orderBy('log.id', direction).limit(limit).offset(offset).execute()
}
