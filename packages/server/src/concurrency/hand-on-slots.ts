import type { Timestamp } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { longestWaiting, offerNow } from '../store/queries/slot-waiters.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'

/** What it takes to tell those who wait. */
export type HandingOn = Pick<ServerContext, 'work'>

/** The subject of notices of slots of a limit that came free. */
export const slotsOf = (limitId: string): string => `slots:${limitId}`

/**
 * Offers slots that have come free to those who wait: as many flow runs as there are slots become due, the one that has waited longest
 * first, in the transaction that frees them; callers who wait for an answer are woken once it is durable. The limit must be locked: nobody
 * is refused meanwhile whom this does not see.
 */
export async function handOn(
  { work }: HandingOn,
  tx: Transaction,
  limit: Pick<ConcurrencyLimitRow, 'id' | 'name'>,
  slots: number,
  now: Timestamp,
): Promise<void> {
  const woken = isOnTag(limit) ? [] : await longestWaiting(tx, limit, now, slots)
  for (const { id } of woken) await offerNow(tx, id, now)
  tx.afterCommit(() => {
    work.notify(slotsOf(limit.id))
    for (const { work_queue_id, deployment_id } of woken) for (const id of [work_queue_id, deployment_id]) if (id !== null) work.notify(id)
  })
}

/** No flow run waits for the slots of tags. */
const isOnTag = ({ name }: Pick<ConcurrencyLimitRow, 'name'>): boolean => name.startsWith('tag:')
