import type { ServerContext } from '../context.ts'
import { newId } from '../orchestration/chance.ts'
import type { CancellingRun } from '../store/queries/leftover-runs.ts'
import { findPoolOfQueue, insertCleanup } from '../store/queries/worker-cleanups.ts'
import type { Transaction } from '../store/store.ts'

/** Clear away what a run left running whose cancellation nobody carried out. */
export const CANCELLING_TIMEOUT = 'cancelling_timeout_teardown.v1'

/** Clear away what was claimed and did not begin; workers may offer it, and nothing asks for it yet, as in Prefect 3.8. */
export const PENDING_CLAIM = 'pending_claim_teardown.v1'

/** The subject of notices of what a pool's workers are to clear away. */
export const cleanupsOf = (workPoolId: string): string => `cleanups:${workPoolId}`

/** Has some worker of a run's pool clear away what the run left; a run without a pool, or of a pool without workers, leaves nothing to them. */
export async function enqueueCleanup(
  { clock, work }: Pick<ServerContext, 'clock' | 'work'>,
  tx: Transaction,
  run: CancellingRun,
): Promise<void> {
  const pool = run.work_queue_id === null ? undefined : await findPoolOfQueue(tx, run.work_queue_id)
  if (pool === undefined || pool.type.endsWith(':push') || pool.type.endsWith(':managed')) return
  await insertCleanup(tx, {
    id: newId(),
    created: clock.now(),
    work_pool_id: pool.id,
    work_queue_id: run.work_queue_id,
    kind: CANCELLING_TIMEOUT,
    flow_run_id: run.id,
    infrastructure_pid: run.infrastructure_pid,
    deliveries: 0,
    reservation: null,
    reserved_until: null,
    outcome: null,
    ended: null,
  })
  tx.afterCommit(() => work.notify(cleanupsOf(pool.id)))
}
