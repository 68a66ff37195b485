import type { Timestamp } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { insertLimitIfMissing, lockLimit, updateLimit } from '../store/queries/concurrency-limits.ts'
import { type DeploymentConcurrency, readDeploymentConcurrency } from '../store/queries/concurrency-deployments.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'

/** Seconds for which a run may hold its deployment's slot while its infrastructure starts; Prefect's default. */
const STARTING = 300

/** The limit on the runs of a deployment, with what it says of them. */
export interface DeploymentLimit {
  readonly limit: ConcurrencyLimitRow
  /** What becomes of a run for which there is no slot. */
  readonly strategy: 'ENQUEUE' | 'CANCEL_NEW'
  /** Seconds until a lease lapses that is not renewed. */
  readonly grace: number
}

/**
 * The limit that holds for the runs of a deployment, locked until the transaction ends: the global one it names, or its own, which is the
 * limit `deployment:<id>` and made when it is first needed. Undefined without a limit.
 */
export async function lockDeploymentLimit(tx: Transaction, deploymentId: string, now: Timestamp): Promise<DeploymentLimit | undefined> {
  const deployment = await readDeploymentConcurrency(tx, deploymentId)
  if (deployment === undefined) return undefined
  const limit = await limitOf(tx, deployment, now)
  if (limit === undefined) return undefined
  const { collision_strategy: strategy, grace_period_seconds: grace } = deployment.concurrency_options ?? {}
  return {
    limit,
    strategy: strategy === 'CANCEL_NEW' ? 'CANCEL_NEW' : 'ENQUEUE',
    grace: typeof grace === 'number' ? grace : STARTING,
  }
}

async function limitOf(tx: Transaction, deployment: DeploymentConcurrency, now: Timestamp): Promise<ConcurrencyLimitRow | undefined> {
  const { id, concurrency_limit: own, global_concurrency_limit_id: global } = deployment
  if (global !== null) return await lockLimit(tx, { id: global })
  if (own === null) return undefined
  const name = `deployment:${id}`
  let limit = await lockLimit(tx, { name })
  if (limit === undefined) {
    await insertLimitIfMissing(tx, { id: newId(), name, limit: own }, now)
    limit = await lockLimit(tx, { name })
  }
  if (limit === undefined || limit.limit === own) return limit
  await updateLimit(tx, limit.id, { limit: own }, now)
  return { ...limit, limit: own }
}
