import type { HeldSlots } from '@millrace/protocol'
import { NotFound } from '../api/errors.ts'
import { presentLimit } from '../api/present-concurrency-limit.ts'
import type { RequestContext } from '../http/request-context.ts'
import { findLimit } from '../store/queries/concurrency-limits.ts'
import { leasedSlots, listSlotLeases } from '../store/queries/slot-leases.ts'
import { lineOf } from '../store/queries/slot-waiters.ts'

const MOST_HOLDERS = 200
const MOST_WAITING = 100

/** Who holds the slots of a limit, and who waits for one. */
export async function readHeldSlots({ store, clock }: RequestContext, id: string): Promise<HeldSlots> {
  const now = clock.now()
  return await store.read(async (queries) => {
    const limit = await findLimit(queries, { id })
    if (limit === undefined) throw new NotFound('Concurrency Limit not found')
    const [holders, leased, waiting] = await Promise.all([
      listSlotLeases(queries, id, MOST_HOLDERS),
      leasedSlots(queries, id),
      lineOf(queries, limit, MOST_WAITING),
    ])
    return { holders, unleased: Math.max(0, presentLimit(limit, now).active_slots - leased), waiting }
  })
}
