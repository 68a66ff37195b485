export const POOL_TABS = ['overview', 'queues', 'workers', 'runs', 'deployments', 'template'] as const

export type PoolTab = (typeof POOL_TABS)[number]

/** What the address of a pool says; the first tab is left out. */
export interface PoolSearch {
  readonly tab?: PoolTab
  /** The worker that one looks for among those of the pool. */
  readonly worker?: string
}

export function poolSearch({ tab, worker }: Record<string, unknown>): PoolSearch {
  const known = POOL_TABS.find((name) => name === tab)
  return {
    ...(known === undefined || known === POOL_TABS[0] ? {} : { tab: known }),
    ...(typeof worker === 'string' || typeof worker === 'number' ? { worker: String(worker) } : {}),
  }
}
