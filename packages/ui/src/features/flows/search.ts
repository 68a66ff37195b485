export const FLOW_TABS = ['overview', 'runs', 'deployments'] as const

type FlowTab = (typeof FLOW_TABS)[number]

export function flowSearch({ tab }: Record<string, unknown>): { readonly tab?: FlowTab } {
  const known = FLOW_TABS.find((name) => name === tab)
  return known === undefined || known === 'overview' ? {} : { tab: known }
}
