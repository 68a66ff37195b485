import type { Deployment } from './deployment.ts'

/** How many runs of a deployment there may be at once. */
export interface DeploymentLimit {
  readonly limit: number
  /** True of a limit that other deployments and tasks may take slots of too. */
  readonly isShared: boolean
}

/** The limit of a deployment as its answers tell it; null without one. Servers of 3.x say the number only in the limit that keeps it. */
export function limitOfDeployment({
  id,
  concurrency_limit: own,
  global_concurrency_limit: kept,
}: Pick<Deployment, 'id' | 'concurrency_limit' | 'global_concurrency_limit'>): DeploymentLimit | null {
  const { name, limit } = ((typeof kept === 'object' ? kept : null) ?? {}) as { readonly name?: unknown; readonly limit?: unknown }
  if (typeof limit === 'number') return { limit, isShared: name !== `deployment:${id}` }
  return typeof own === 'number' ? { limit: own, isShared: false } : null
}
