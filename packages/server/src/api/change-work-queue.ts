import type { ServerContext } from '../context.ts'
import { IntegrityError } from '../store/errors.ts'
import { updateWorkQueue } from '../store/queries/work-queues.ts'
import type { WorkQueueRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { changesOf } from './changes.ts'
import { rerank } from './ensure-work-queue.ts'
import { Conflict } from './errors.ts'

/** Changes what a body names of a queue, and makes room when it takes the priority of another. */
export async function changeWorkQueue(
  context: Pick<ServerContext, 'clock'>,
  tx: Transaction,
  queue: Pick<WorkQueueRow, 'id' | 'work_pool_id'>,
  body: object,
): Promise<void> {
  const changes = changesOf<WorkQueueRow>(body, ['description', 'concurrency_limit', 'last_polled', 'filter'])
  try {
    await updateWorkQueue(tx, queue.id, changes, context.clock.now())
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    throw new Conflict('A work queue with this name already exists.')
  }
  if (changes.priority !== undefined) await rerank(context, tx, queue.work_pool_id, queue.id)
}
