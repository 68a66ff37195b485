import { secondsBetween } from '@millrace/protocol'
import { acquire, type Acquired, type Wanted } from '../concurrency/acquire.ts'
import { slotsOf } from '../concurrency/hand-on-slots.ts'
import type { SlotLine } from '../concurrency/slot-line.ts'
import { drawChance } from '../orchestration/chance.ts'
import type { ServerContext } from '../context.ts'
import { limitIds } from '../store/queries/concurrency-limits.ts'

/** Seconds after which the first in line looks again in any case: other servers, and slots that come back by themselves, tell nobody. */
const LOOK_AGAIN = 1

/** How somebody waits for slots. */
export interface Waiting {
  /** Seconds to hold back a refusal; 0 answers at once. */
  readonly wait: number
  readonly signal: AbortSignal
  /** Who asks, when it is known. */
  readonly key: string | undefined
}

/** Takes slots, or waits for them in the order in which callers came; refuses when the wait is over, for the caller to ask again at once. */
export async function awaitSlots(
  { store, clock, work }: Pick<ServerContext, 'store' | 'clock' | 'work'>,
  line: SlotLine,
  wanted: Wanted,
  { wait, signal, key }: Waiting,
): Promise<Acquired> {
  const attempt = (): Promise<Acquired> => store.write((tx) => acquire(tx, wanted, clock.now(), drawChance()))
  if (wait === 0) return await attempt()
  using place = line.join(wanted.names, key)
  const begun = clock.now()
  for (;;) {
    const asleep = new AbortController()
    const over = AbortSignal.any([signal, asleep.signal])
    try {
      const limits = await store.read((queries) => limitIds(queries, wanted.names))
      const left = wait - secondsBetween(begun, clock.now())
      // Listens before it asks, so that what comes free in between is not missed.
      const notice = work.wait(limits.map(slotsOf), Math.max(0, Math.min(left, LOOK_AGAIN)) * 1000, over)
      if (place.isFirst && !signal.aborted) {
        const acquired = await attempt()
        if (acquired.outcome !== 'full') {
          place.serve()
          return acquired
        }
      }
      if (left <= 0 || signal.aborted) return { outcome: 'full', retryAfter: 0 }
      await (place.isFirst ? notice : Promise.race([place.moved(over), work.wait([], left * 1000, over)]))
    } finally {
      asleep.abort()
    }
  }
}
