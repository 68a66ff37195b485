import type { RequestContext } from '../http/request-context.ts'
import { moveWaitingRuns } from '../store/queries/due-flow-runs.ts'
import { readWorkQueue } from '../store/queries/work-queues.ts'
import type { Transaction } from '../store/store.ts'
import { NotFound } from './errors.ts'

/**
 * Puts runs that wait into another queue of their pool, and wakes who polls that; answers which went. Runs that somebody has taken, and
 * those of other pools, whose job variables may mean something else, stay where they are.
 *
 * @throws NotFound when there is no such queue.
 */
export async function moveFlowRuns(
  context: RequestContext,
  tx: Transaction,
  { flow_run_ids: ids, work_queue_id: queueId }: { readonly flow_run_ids: readonly string[]; readonly work_queue_id: string },
): Promise<{ moved: string[] }> {
  const queue = await readWorkQueue(tx, queueId)
  if (queue === undefined) throw new NotFound(`Work queue ${queueId} not found.`)
  const moved = await moveWaitingRuns(tx, { ids, queue, now: context.clock.now() })
  tx.afterCommit(() => {
    for (const id of moved) context.note({ kind: 'flow-run', id, name: null })
    if (moved.length > 0) context.work.notify(queueId)
  })
  return { moved }
}
