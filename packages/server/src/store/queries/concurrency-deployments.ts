import type { Timestamp } from '@millrace/protocol'
import type { DeploymentRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const READ: HotStatement = {
  sql: 'select id, concurrency_limit, concurrency_options, global_concurrency_limit_id from deployment where id = ?',
}

/** How many runs of a deployment may be under way at once, and what becomes of the others. */
export type DeploymentConcurrency = Pick<DeploymentRow, 'id' | 'concurrency_limit' | 'concurrency_options' | 'global_concurrency_limit_id'>

/** What a deployment says of how many of its runs may be under way. */
export async function readDeploymentConcurrency(queries: Queries, id: string): Promise<DeploymentConcurrency | undefined> {
  const [row] = await queries.all<DeploymentConcurrency>(READ, [id])
  return row
}

/** Takes a deployment's own number away. */
export async function clearOwnLimit({ db }: Transaction, id: string, now: Timestamp): Promise<void> {
  await db.updateTable('deployment').set({ concurrency_limit: null, updated: now }).where('id', '=', id).execute()
}
