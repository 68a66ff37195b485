import type { Client } from '@millrace/client'
import type { StateCreateInput } from '@millrace/protocol'
import { ATTEMPT_HEADER } from '@millrace/protocol/constants'
import { cancelled, crashed, isTerminal } from '@millrace/protocol/states'

/** Which run is meant, and for which attempt of it we speak. */
export interface Reporter {
  readonly client: Client
  readonly flowRunId: string
  readonly attempt: number | undefined
}

/** Proposes a state; answers whether it was taken. A server with attempts refuses it when another one has begun. */
export async function propose({ client, flowRunId, attempt }: Reporter, state: StateCreateInput, { force = false } = {}): Promise<boolean> {
  const { status } = await client.flowRuns.setState({
    params: { id: flowRunId },
    body: { state, force },
    ...(attempt === undefined ? {} : { headers: { [ATTEMPT_HEADER]: String(attempt) } }),
  })
  return status === 'ACCEPT'
}

/** What became of a run whose infrastructure is gone. */
export type Outcome = 'ended' | 'waits' | 'cancelled' | 'crashed'

/**
 * Brings a run whose infrastructure is gone to an end, unless it has one: Cancelled when that was under way, else
 * Crashed with the reason. A run that waits (for a retry, a resume) is left alone.
 *
 * `stoppedPython`: it was cancelled, and its process is Prefect's, which calls every SIGTERM a crash; Prefect's workers put that right, too.
 */
export async function reportEnd(reporter: Reporter, reason: string, { stoppedPython = false } = {}): Promise<Outcome> {
  const { state_type: type, state } = await reporter.client.flowRuns.read({ params: { id: reporter.flowRunId } })
  if (type === 'CRASHED' && stoppedPython) {
    await propose(reporter, cancelled({ message: 'The flow run was cancelled.' }), { force: true })
    return 'cancelled'
  }
  if (type !== null && isTerminal(type)) return 'ended'
  if (type === 'SCHEDULED' || type === 'PAUSED') return 'waits'
  if (type === 'CANCELLING') {
    await propose(reporter, cancelled({ message: state?.message ?? 'The flow run was cancelled.' }))
    return 'cancelled'
  }
  await propose(reporter, crashed({ message: reason }))
  return 'crashed'
}
