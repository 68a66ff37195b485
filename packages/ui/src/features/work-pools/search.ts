export const POOL_TABS = ['queues', 'overview', 'workers', 'runs', 'deployments', 'template'] as const

export type PoolTab = (typeof POOL_TABS)[number]

export function poolSearch({ tab }: Record<string, unknown>): { readonly tab?: PoolTab } {
  const known = POOL_TABS.find((name) => name === tab)
  return known === undefined ? {} : { tab: known }
}
