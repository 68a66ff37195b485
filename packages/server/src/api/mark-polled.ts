import type { ServerContext } from '../context.ts'
import { tellPolled } from '../readiness/tell-ready.ts'
import { markPolled } from '../store/queries/work-queues.ts'
import type { WorkQueueRow } from '../store/schema.ts'
import { isRecent } from './present-work-pool.ts'

/** Seconds for which a poll need not be written again: fifty workers that ask each second make no more writes than one. */
const FRESH = 5

/** Notes that somebody takes the runs of these queues, which makes them, and the deployments in them, READY. */
export async function notePoll(
  context: Pick<ServerContext, 'store' | 'clock' | 'bus'>,
  queues: readonly Pick<WorkQueueRow, 'id' | 'last_polled' | 'is_paused'>[],
): Promise<void> {
  const now = context.clock.now()
  const stale = queues.filter((queue) => !isRecent(queue.last_polled, now, FRESH))
  if (stale.length === 0) return
  await context.store.write(async (tx) => {
    await markPolled(
      tx,
      stale.map(({ id }) => id),
      now,
    )
    await tellPolled(context, tx, stale)
  })
}
