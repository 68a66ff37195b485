import type { Timestamp } from '@millrace/protocol'
import { dueFlowRunIds } from '../store/queries/due-flow-runs.ts'
import { type FlowRunView, readFlowRuns } from '../store/queries/flow-runs.ts'
import type { WorkQueueView } from '../store/queries/work-queues.ts'
import type { WorkPoolRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

interface Wanted {
  /** The queues that the caller takes runs of, the most urgent first. */
  readonly queues: readonly WorkQueueView[]
  /** Runs of the pool that use slots, those of other queues included. */
  readonly poolSlots: number
  readonly before: Timestamp | null
  readonly after: Timestamp | null
  readonly limit: number
}

/** The due runs of a pool: by urgency of their queues, within the free slots of queue and pool; none while either is paused. */
export async function dueRunsOfPool(queries: Queries, pool: WorkPoolRow, wanted: Wanted): Promise<FlowRunView[]> {
  if (pool.is_paused) return []
  let left = Math.min(wanted.limit, free(pool.concurrency_limit, wanted.poolSlots))
  const ids: string[] = []
  for (const queue of wanted.queues) {
    const limit = queue.is_paused ? 0 : Math.min(left, free(queue.concurrency_limit, queue.active_slots))
    if (limit <= 0) continue
    const due = await dueFlowRunIds(queries, { id: queue.id, filter: null }, { before: wanted.before, after: wanted.after, limit })
    ids.push(...due)
    left -= due.length
  }
  return await readFlowRuns(queries, ids)
}

/** Slots that are free under a limit; without one as many as you like. */
export const free = (limit: number | null, used: number): number => (limit === null ? Number.POSITIVE_INFINITY : Math.max(0, limit - used))
