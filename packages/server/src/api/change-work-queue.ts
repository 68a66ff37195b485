import type { ServerContext } from '../context.ts'
import { workQueueIs, workQueueUpdated } from '../events/changes/work-queue.ts'
import { type Told, tell } from '../events/tell.ts'
import { IntegrityError } from '../store/errors.ts'
import { markReady, unmarkReady } from '../store/queries/ready-objects.ts'
import { deleteWorkQueue, updateWorkQueue } from '../store/queries/work-queues.ts'
import type { WorkPoolRow, WorkQueueRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { changesOf } from './changes.ts'
import { poolOfQueue, rerank } from './ensure-work-queue.ts'
import { Conflict } from './errors.ts'
import { isRecent } from './present-work-pool.ts'

/** Changes what a body names of a queue, and makes room when it takes the priority of another. */
export async function changeWorkQueue(context: ServerContext, tx: Transaction, queue: WorkQueueRow, body: object): Promise<void> {
  const changes = changesOf<WorkQueueRow>(body, ['concurrency_limit', 'last_polled', 'filter'])
  try {
    await updateWorkQueue(tx, queue.id, changes, context.clock.now())
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    throw new Conflict('A work queue with this name already exists.')
  }
  if (changes.priority !== undefined) await rerank(context, tx, queue.work_pool_id, queue.id)
  const [after, pool] = [{ ...queue, ...changes }, await poolOfQueue(tx, queue)]
  const status = after.is_paused === queue.is_paused ? [] : [await newStatus(context, tx, after, pool)]
  await tell(context, tx, [...workQueueUpdated(queue, after, pool), ...status])
}

/** Deletes a queue of a pool. */
export async function removeWorkQueue(context: ServerContext, tx: Transaction, queue: WorkQueueRow, pool: WorkPoolRow): Promise<void> {
  await deleteWorkQueue(tx, queue.id)
  await tell(context, tx, [workQueueIs('deleted', queue, pool)])
  await rerank(context, tx, pool.id)
}

/** What is told of a queue that was paused or resumed. */
async function newStatus({ settings, clock }: ServerContext, tx: Transaction, queue: WorkQueueRow, pool: WorkPoolRow): Promise<Told> {
  if (queue.is_paused) {
    await unmarkReady(tx, 'work-queue', [queue.id])
    return workQueueIs('paused', queue, pool)
  }
  const polled = isRecent(queue.last_polled, clock.now(), settings.server.services.foreman.workQueueLastPolledTimeoutSeconds)
  if (polled) await markReady(tx, 'work-queue', [queue.id])
  return workQueueIs(polled ? 'ready' : 'not-ready', queue, pool)
}
