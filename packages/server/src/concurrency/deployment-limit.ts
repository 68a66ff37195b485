import { type Timestamp, uuid } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import { newId } from '../orchestration/chance.ts'
import { deleteLimit, insertLimitIfMissing, lockLimit, updateLimit } from '../store/queries/concurrency-limits.ts'
import { clearOwnLimit, type DeploymentConcurrency, readDeploymentConcurrency } from '../store/queries/concurrency-deployments.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'

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
 * limit `deployment:<id>`. Undefined without a limit.
 */
export async function lockDeploymentLimit(
  tx: Transaction,
  deploymentId: string,
  { concurrency }: Pick<Settings['server'], 'concurrency'>,
  now: Timestamp,
): Promise<DeploymentLimit | undefined> {
  const deployment = await readDeploymentConcurrency(tx, deploymentId)
  return deployment === undefined ? undefined : await lockLimitOf(tx, deployment, { concurrency }, now)
}

/** As `lockDeploymentLimit`, for a deployment that has been read. */
export async function lockLimitOf(
  tx: Transaction,
  deployment: DeploymentConcurrency,
  { concurrency }: Pick<Settings['server'], 'concurrency'>,
  now: Timestamp,
): Promise<DeploymentLimit | undefined> {
  const limit = await limitOf(tx, deployment, now)
  if (limit === undefined) return undefined
  const { collision_strategy: strategy, grace_period_seconds: grace } = deployment.concurrency_options ?? {}
  return {
    limit,
    strategy: strategy === 'CANCEL_NEW' ? 'CANCEL_NEW' : 'ENQUEUE',
    grace: typeof grace === 'number' ? grace : concurrency.initialDeploymentLeaseDuration,
  }
}

async function limitOf(tx: Transaction, deployment: DeploymentConcurrency, now: Timestamp): Promise<ConcurrencyLimitRow | undefined> {
  const { id, concurrency_limit: own, global_concurrency_limit_id: global } = deployment
  if (global !== null) return await lockLimit(tx, { id: global })
  if (own === null) return undefined
  // The limit itself may have been changed since the deployment was.
  return (await lockLimit(tx, { name: nameOfOwn(id) })) ?? (await keepOwnLimit(tx, id, own, now))
}

const PREFIX = 'deployment:'

/** How the limit is called that is a deployment's own. */
export const nameOfOwn = (deploymentId: string): string => PREFIX + deploymentId

/** Leaves a deployment without a limit after its own, which has this name, was deleted; does nothing for the names of others. */
export async function forgetOwnLimit(tx: Transaction, name: string, now: Timestamp): Promise<void> {
  const id = uuid.safeParse(name.slice(PREFIX.length))
  if (name.startsWith(PREFIX) && id.success) await clearOwnLimit(tx, id.data, now)
}

/** Sets how many runs of a deployment there may be at once: on the shared limit that it names, as 3.8 does, or else on one of its own. */
export async function setLimit(tx: Transaction, deploymentId: string, own: number | null, now: Timestamp): Promise<void> {
  const shared = (await readDeploymentConcurrency(tx, deploymentId))?.global_concurrency_limit_id ?? null
  if (own !== null && shared !== null) await updateLimit(tx, shared, { limit: own }, now)
  else await keepOwnLimit(tx, deploymentId, own, now)
}

/**
 * Makes the limit that is a deployment's own, or changes it to a number, and locks it; with null there is none any more, and whoever held
 * its slots holds nothing.
 */
async function keepOwnLimit(
  tx: Transaction,
  deploymentId: string,
  own: number | null,
  now: Timestamp,
): Promise<ConcurrencyLimitRow | undefined> {
  const name = nameOfOwn(deploymentId)
  if (own === null) {
    await deleteLimit(tx, { name })
    return undefined
  }
  let limit = await lockLimit(tx, { name })
  if (limit === undefined) {
    await insertLimitIfMissing(tx, { id: newId(), name, limit: own }, now)
    limit = await lockLimit(tx, { name })
  }
  if (limit === undefined || limit.limit === own) return limit
  await updateLimit(tx, limit.id, { limit: own }, now)
  return { ...limit, limit: own }
}
