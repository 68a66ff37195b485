import type { Timestamp } from '@millrace/protocol'
import { v7 } from 'uuid'
import type { TaskRunStateRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const FIND: HotStatement = {
  sql: `select task_run_state.message, task_run_state.data, task_run_state.state_details
    from task_run_state_cache join task_run_state on task_run_state.id = task_run_state_cache.task_run_state_id
    where task_run_state_cache.cache_key = ? and (task_run_state_cache.cache_expiration is null or task_run_state_cache.cache_expiration > ?)
    order by task_run_state_cache.created desc limit 1`,
}

/** The newest completion under this cache key that has not expired. */
export async function findCachedState(
  queries: Queries,
  key: string,
  now: Timestamp,
): Promise<Pick<TaskRunStateRow, 'message' | 'data' | 'state_details'> | undefined> {
  const [row] = await queries.all<Pick<TaskRunStateRow, 'message' | 'data' | 'state_details'>>(FIND, [key, now])
  return row
}

const INSERT: HotStatement = {
  sql: 'insert into task_run_state_cache (id, created, cache_key, cache_expiration, task_run_state_id) values (?, ?, ?, ?, ?)',
}

interface Completion {
  readonly key: string
  /** Null: good for ever. */
  readonly expiration: Timestamp | null
  readonly stateId: string
  readonly now: Timestamp
}

/** Puts a completion under its cache key. */
export async function insertCachedState(tx: Transaction, { key, expiration, stateId, now }: Completion): Promise<void> {
  await tx.all(INSERT, [v7(), now, key, expiration, stateId])
}
