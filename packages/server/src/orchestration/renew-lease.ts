import { type FlowRunLease, addSeconds, isTerminal } from '@millrace/protocol'
import { lockAttempt, upsertLease } from '../store/queries/flow-run-leases.ts'
import type { Transaction } from '../store/store.ts'
import type { OrchestrationContext } from './orchestration-context.ts'
import { AttemptSuperseded, RunNotFound } from './errors.ts'

/** Who wants to act for a flow run, and for how long. */
export interface LeaseRenewal {
  readonly flowRunId: string
  /** The attempt acted for; 0 when the holder does not know, for the present one. */
  readonly attempt: number
  /** Host, process, worker: shown to people. */
  readonly holder: string
  /** How long the lease lasts unless it is renewed again. */
  readonly seconds: number
}

/**
 * Takes or renews the lease of a flow run's present attempt. Throws `AttemptSuperseded` when another attempt has taken over or the run
 * is over, `RunNotFound` when there is no such run.
 */
export async function renewLease(
  { clock }: Pick<OrchestrationContext, 'clock'>,
  tx: Transaction,
  { flowRunId, attempt, holder, seconds }: LeaseRenewal,
): Promise<FlowRunLease> {
  const run = await lockAttempt(tx, flowRunId)
  if (run === undefined) throw new RunNotFound('flow run', flowRunId)
  if (run.state_type !== null && isTerminal(run.state_type)) {
    throw new AttemptSuperseded(flowRunId, attempt, run.attempt, `the run is ${run.state_type}`)
  }
  if (attempt !== 0 && attempt !== run.attempt) {
    throw new AttemptSuperseded(flowRunId, attempt, run.attempt, `the run is at attempt ${run.attempt}`)
  }
  const lease = { flow_run_id: flowRunId, attempt: run.attempt, holder, expires_at: addSeconds(clock.now(), seconds) }
  await upsertLease(tx, lease)
  return { ...lease, cancelling: run.state_type === 'CANCELLING' }
}
