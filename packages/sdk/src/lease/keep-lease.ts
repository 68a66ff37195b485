import type { FlowExecution } from '../engine/flow-execution.ts'
import { httpOptions } from '../connection/http-options.ts'
import { RunSuperseded } from '../errors.ts'
import { Leases } from './leases.ts'

/** One per server that this process has runs on. */
const leases = new Map<string, Leases>()

/** The lease of a run that nobody else watches. */
export interface KeptLease extends Disposable {
  /** Takes or renews it for the attempt that the run is in now. */
  hold(): void
}

/**
 * Keeps the lease of a run until disposed of. When the lease is lost the run is aborted and may propose nothing more.
 *
 * Does nothing for an embedded server, which lives and dies with the run, and for servers that count no attempts.
 */
export function keepLease({ session, run, proposer, controller, cancel }: FlowExecution): KeptLease {
  const { address } = session.client.transport
  if (!/^https?:/.test(address)) return { hold: () => undefined, [Symbol.dispose]: () => undefined }
  const { leaseSeconds } = session.settings.worker
  const own = leases.get(address) ?? new Leases(httpOptions(address, session.settings), leaseSeconds)
  leases.set(address, own)
  return {
    hold() {
      const { attempt } = proposer
      if (attempt === undefined) return
      own.hold(run.id, attempt, {
        onLost({ reason }) {
          proposer.supersede(reason)
          controller.abort(new RunSuperseded(run.id, reason))
        },
        onCancel: cancel,
      })
    },
    [Symbol.dispose]: () => own.release(run.id),
  }
}
