import { type Client, isStatus } from '@millrace/client'
import { every } from '../every.ts'
import { reasonOf, type WorkerLog } from '../worker-log.ts'

export interface LeaseOptions {
  readonly client: Client
  readonly flowRunId: string
  readonly attempt: number
  /** Who holds the lease, for people. */
  readonly holder: string
  readonly leaseSeconds: number
  readonly log: WorkerLog
  /** False when the lease has only just begun, and is to be renewed in its time. */
  readonly atOnce: boolean
  /** Called once when another attempt has taken the run over. */
  readonly onLost: () => void
}

/** Renewals within one lease: two may fail before it lapses. */
const RENEWALS_PER_LEASE = 3

/** Renews the lease of a run until disposed; outside the run's process, whose event loop may be busy for long. */
export function keepLease({ client, flowRunId, attempt, holder, leaseSeconds, log, atOnce, onLost }: LeaseOptions): Disposable {
  const stop = new AbortController()
  const renew = async (): Promise<void> => {
    try {
      await client.flowRuns.renewLease({
        params: { id: flowRunId },
        body: { attempt, holder, seconds: leaseSeconds },
        signal: stop.signal,
      })
    } catch (error) {
      if (stop.signal.aborted) return
      if (isStatus(error, 409)) {
        stop.abort()
        onLost()
      } else if (isStatus(error, 404)) stop.abort()
      else log.warn(`the lease of flow run ${flowRunId} could not be renewed: ${reasonOf(error)}`)
    }
  }
  every(leaseSeconds / RENEWALS_PER_LEASE, stop.signal, renew, { atOnce })
  return { [Symbol.dispose]: () => stop.abort() }
}
