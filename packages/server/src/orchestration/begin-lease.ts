import { addSeconds, type AskedLease } from '@millrace/protocol'
import { upsertLease } from '../store/queries/flow-run-leases.ts'
import type { Transaction } from '../store/store.ts'
import type { OrchestrationContext } from './orchestration-context.ts'
import type { FlowRunOutcome } from './outcome.ts'

/** Writes the lease of whoever has just claimed a run, in the transaction of the claim: a claimer that dies at once is missed, too. */
export async function beginLease(
  { clock }: Pick<OrchestrationContext, 'clock'>,
  tx: Transaction,
  flowRunId: string,
  { wrote, attempt, result }: FlowRunOutcome,
  { seconds, holder }: AskedLease,
): Promise<void> {
  const type = result.state?.type
  if (!wrote || result.status !== 'ACCEPT' || (type !== 'PENDING' && type !== 'RUNNING')) return
  await upsertLease(tx, { flow_run_id: flowRunId, attempt, holder, expires_at: addSeconds(clock.now(), seconds) })
}
