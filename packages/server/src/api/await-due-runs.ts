import { addSeconds, Reply, secondsBetween, type Timestamp } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { nextDueTime, type RunsOf } from '../store/queries/due-flow-runs.ts'

/** Seconds after which queues are looked at again in any case: slots that come free and other replicas tell nobody. */
const LOOK_AGAIN = 5

interface Waiting<Item> {
  /** Whose runs are waited for: work queues, or deployments. */
  readonly of: RunsOf
  /** What the caller asked for; null: no bound. */
  readonly scheduledBefore: Timestamp | null
  /** Seconds to hold back an empty answer; 0 answers at once. */
  readonly wait: number
  readonly signal: AbortSignal
  /** Looks for the runs that are due before a time. */
  readonly find: (before: Timestamp | null) => Promise<Item[]>
}

/**
 * Answers due runs, and holds an empty answer back until a run becomes due, the wait is over, or the caller goes away. A caller who
 * asks for runs ahead of their time keeps its lead as time passes.
 */
export async function awaitDueRuns<Item>(context: ServerContext, waiting: Waiting<Item>): Promise<Item[] | Reply<Item[]>> {
  const { of, scheduledBefore, wait, signal, find } = waiting
  if (wait === 0) return await find(scheduledBefore)
  const { clock, work, store } = context
  const begun = clock.now()
  const lead = scheduledBefore === null ? 0 : secondsBetween(begun, scheduledBefore)
  const headers = { 'Preference-Applied': `wait=${wait}` }
  for (;;) {
    const now = clock.now()
    const left = wait - secondsBetween(begun, now)
    const asleep = new AbortController()
    // Listens before it looks, so that what becomes due in between is not missed.
    const notice = work.wait(of.ids, Math.max(0, Math.min(left, LOOK_AGAIN)) * 1000, AbortSignal.any([signal, asleep.signal]))
    try {
      const before = scheduledBefore === null ? null : addSeconds(now, lead)
      const found = await find(before)
      if (found.length > 0 || left <= 0 || signal.aborted) return new Reply(200, found, headers)
      const next = before === null ? undefined : await store.read((queries) => nextDueTime(queries, of, before))
      const untilNext = next === undefined ? LOOK_AGAIN : secondsBetween(now, next) - lead
      await (untilNext < LOOK_AGAIN ? Promise.race([notice, work.wait([], untilNext * 1000, asleep.signal)]) : notice)
    } finally {
      asleep.abort()
    }
  }
}
