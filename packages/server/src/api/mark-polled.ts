import type { ServerContext } from '../context.ts'
import { markPolled } from '../store/queries/work-queues.ts'
import type { WorkQueueRow } from '../store/schema.ts'
import { isRecent } from './present-work-pool.ts'

/** Seconds for which a poll need not be written again: fifty workers that ask each second make no more writes than one. */
const FRESH = 5

/** Notes that somebody takes the runs of these queues, which makes them, and the deployments in them, READY. */
export async function notePoll(
  { store, clock }: Pick<ServerContext, 'store' | 'clock'>,
  queues: readonly Pick<WorkQueueRow, 'id' | 'last_polled'>[],
): Promise<void> {
  const now = clock.now()
  const stale = queues.filter((queue) => !isRecent(queue.last_polled, now, FRESH)).map(({ id }) => id)
  if (stale.length > 0) await store.write((tx) => markPolled(tx, stale, now))
}
