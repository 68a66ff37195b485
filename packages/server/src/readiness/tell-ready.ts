import type { ServerContext } from '../context.ts'
import { deploymentStatuses } from '../events/changes/deployment.ts'
import { workPoolStatus } from '../events/changes/work-pool.ts'
import { workQueueIs } from '../events/changes/work-queue.ts'
import { tell } from '../events/tell.ts'
import { readDeployments } from '../store/queries/deployments.ts'
import { markDeploymentsReady, markReady } from '../store/queries/ready-objects.ts'
import { findWorkQueues } from '../store/queries/related-objects.ts'
import type { WorkPoolRow, WorkQueueRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'

type Context = Pick<ServerContext, 'store' | 'bus' | 'clock'>

/** Tells of queues that are polled now and were not, and of the deployments whose runs they take. */
export async function tellPolled(
  context: Context,
  tx: Transaction,
  queues: readonly Pick<WorkQueueRow, 'id' | 'is_paused'>[],
): Promise<void> {
  const ready = await markReady(
    tx,
    'work-queue',
    queues.filter((queue) => !queue.is_paused).map(({ id }) => id),
  )
  const found = await findWorkQueues(tx, ready)
  await tell(
    context,
    tx,
    found.map((queue) => workQueueIs('ready', queue, { id: queue.work_pool_id, name: queue.work_pool_name, type: queue.work_pool_type })),
  )
  const deployments = await markDeploymentsReady(
    tx,
    queues.map(({ id }) => id),
  )
  await tellDeployments(context, tx, 'ready', deployments)
}

/** Tells of deployments whose runs are taken by a process of their own now and were not. */
export async function tellServed(context: Context, tx: Transaction, ids: readonly string[]): Promise<void> {
  await tellDeployments(context, tx, 'ready', await markReady(tx, 'deployment', ids))
}

/** Tells that deployments are ready, or no longer. */
export async function tellDeployments(
  context: Context,
  tx: Transaction,
  status: 'ready' | 'not-ready',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await tell(context, tx, await deploymentStatuses(tx, status, await readDeployments(tx, ids)))
}

/** Tells of a pool that a worker was heard of and that had none. */
export async function tellHeardOf(context: Context, tx: Transaction, pool: WorkPoolRow): Promise<void> {
  if (pool.is_paused || pool.type === 'prefect-agent') return
  const [ready] = await markReady(tx, 'work-pool', [pool.id])
  if (ready !== undefined) await tell(context, tx, [workPoolStatus('ready', pool)])
}
