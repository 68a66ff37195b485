import { secondsBetween, type Timestamp } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { freeLeases } from '../concurrency/free-slots.ts'
import { lapsedLeases } from '../store/queries/concurrency-slots.ts'

/** Seconds between two turns: how long after a lease has lapsed its slots may stay taken. */
const EVERY_SECONDS = 3
/** A turn that comes so many seconds after the last finds that it was this server that slept. */
const PAUSE_SECONDS = 30
/** Leases freed in one transaction. */
const BATCH = 200

/** One turn of the loop that frees what lapsed leases hold. */
export interface ExpiredLeases {
  readonly name: 'expired-leases'
  readonly everySeconds: number
  /** Answers how many leases were freed. */
  runOnce(context: Pick<ServerContext, 'store' | 'clock' | 'work'> & { readonly signal?: AbortSignal }): Promise<number>
}

/**
 * Frees the slots of leases that nobody renews any more. While the server was away nobody could: after a start, or a pause of its own, it
 * grants every lease its whole time once more.
 */
export function createExpiredLeases(): ExpiredLeases {
  let awakeSince: Timestamp | undefined
  let lastTurn: Timestamp | undefined
  return {
    name: 'expired-leases',
    everySeconds: EVERY_SECONDS,
    async runOnce({ store, clock, work, signal }) {
      const now = clock.now()
      if (awakeSince === undefined || lastTurn === undefined || secondsBetween(lastTurn, now) > PAUSE_SECONDS) awakeSince = now
      lastTurn = now
      const longest = secondsBetween(awakeSince, now)
      let freed = 0
      for (;;) {
        const found = await store.write(async (tx) => freeLeases({ work }, tx, await lapsedLeases(tx, { now, longest, limit: BATCH }), now))
        freed += found
        if (found < BATCH || signal?.aborted === true) return freed
      }
    },
  }
}
