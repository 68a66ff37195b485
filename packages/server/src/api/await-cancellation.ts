import { type FlowRunLease, Reply, secondsBetween } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { cancellationOf } from '../events/work-signal.ts'
import { isCancelling } from '../store/queries/flow-run-leases.ts'

/** Seconds after which the run is looked at again in any case: other servers on the database tell nobody. */
const LOOK_AGAIN = 2

/**
 * Answers a renewed lease, and holds the answer back until the run is to be cancelled, `wait` seconds are over, or the
 * caller goes away.
 */
export async function awaitCancellation(
  { store, clock, work }: Pick<ServerContext, 'store' | 'clock' | 'work'>,
  lease: FlowRunLease,
  { wait, signal }: { readonly wait: number; readonly signal: AbortSignal },
): Promise<FlowRunLease | Reply<FlowRunLease>> {
  if (wait === 0) return lease
  const headers = { 'Preference-Applied': `wait=${wait}` }
  const begun = clock.now()
  let { cancelling } = lease
  while (!cancelling && !signal.aborted) {
    const left = wait - secondsBetween(begun, clock.now())
    if (left <= 0) break
    const asleep = new AbortController()
    // Listens before it looks, so that what is asked in between is not missed.
    const notice = work.wait(
      [cancellationOf(lease.flow_run_id)],
      Math.min(left, LOOK_AGAIN) * 1000,
      AbortSignal.any([signal, asleep.signal]),
    )
    try {
      cancelling = await store.read((queries) => isCancelling(queries, lease.flow_run_id))
      if (!cancelling) await notice
    } finally {
      asleep.abort()
    }
  }
  return new Reply(200, { ...lease, cancelling }, headers)
}
