import type { ServerContext } from '../context.ts'
import { workPoolChanged, workPoolStatus, workPoolUpdated } from '../events/changes/work-pool.ts'
import { workQueueIs } from '../events/changes/work-queue.ts'
import { type Told, tell } from '../events/tell.ts'
import { markReady, unmarkReady } from '../store/queries/ready-objects.ts'
import { deleteWorkPool, readWorkPool, updateWorkPool } from '../store/queries/work-pools.ts'
import { listQueuesOfPool } from '../store/queries/work-queues.ts'
import type { WorkPoolRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { livenessOf } from './present-work-pool.ts'

/** Changes a pool. */
export async function changeWorkPool(
  context: ServerContext,
  tx: Transaction,
  pool: WorkPoolRow,
  changes: Partial<WorkPoolRow>,
): Promise<void> {
  const after = await updateWorkPool(tx, pool.name, changes, context.clock.now())
  if (after === undefined) return
  const isNew = after.is_paused !== pool.is_paused && after.type !== 'prefect-agent'
  const status = isNew ? [await newStatus(context, tx, after)] : []
  await tell(context, tx, [...workPoolUpdated(pool, after), ...status])
}

/** Deletes a pool with its queues and workers. */
export async function removeWorkPool(context: ServerContext, tx: Transaction, pool: WorkPoolRow): Promise<void> {
  const queues = await listQueuesOfPool(tx, pool.id)
  await deleteWorkPool(tx, pool.name)
  await tell(context, tx, [...queues.map((queue) => workQueueIs('deleted', queue, pool)), workPoolChanged('deleted', pool)])
}

/** What is told of a pool that was paused or resumed. */
async function newStatus(context: ServerContext, tx: Transaction, pool: WorkPoolRow): Promise<Told> {
  if (pool.is_paused) {
    await unmarkReady(tx, 'work-pool', [pool.id])
    return workPoolStatus('paused', pool)
  }
  const workers = (await readWorkPool(tx, pool.name, livenessOf(context)))?.online_workers ?? 0
  if (workers > 0) await markReady(tx, 'work-pool', [pool.id])
  return workPoolStatus(workers > 0 ? 'ready' : 'not-ready', pool)
}
