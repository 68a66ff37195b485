import type { FlowExecution } from '../engine/flow-execution.ts'
import { type KeptLease, keepLease } from './keep-lease.ts'

/** Looks at the worker within one lease: it is missed well before the lease lapses. */
const LOOKS_PER_LEASE = 6
/** Seconds between two looks at most. */
const SELDOM = 5

/**
 * Takes over the lease of a run when the worker is gone that keeps it, so that the run goes on, and ends when it is cancelled or another
 * attempt begins.
 *
 * @param worker - the worker's process id, on this machine.
 */
export function keepOrphanedLease(execution: FlowExecution, worker: number): KeptLease {
  let own: KeptLease | undefined
  const seconds = Math.min(SELDOM, execution.session.settings.worker.leaseSeconds / LOOKS_PER_LEASE)
  const looking = setInterval(() => {
    if (isAlive(worker)) return
    clearInterval(looking)
    own = keepLease(execution)
    own.hold()
  }, seconds * 1000).unref()
  return {
    hold: () => own?.hold(),
    [Symbol.dispose]() {
      clearInterval(looking)
      own?.[Symbol.dispose]()
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
