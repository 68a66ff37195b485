export const DEPLOYMENT_TABS = ['overview', 'runs', 'parameters', 'configuration', 'versions'] as const

export type DeploymentTab = (typeof DEPLOYMENT_TABS)[number]

export interface DeploymentSearch {
  readonly tab?: DeploymentTab
}

export function deploymentSearch({ tab }: Record<string, unknown>): DeploymentSearch {
  const known = DEPLOYMENT_TABS.find((name) => name === tab)
  return known === undefined ? {} : { tab: known }
}
