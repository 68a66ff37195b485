export const RUN_TABS = ['logs', 'tasks', 'parameters', 'details'] as const

export type RunTab = (typeof RUN_TABS)[number]

export interface RunSearch {
  readonly tab?: RunTab
}

export function runSearch({ tab }: Record<string, unknown>): RunSearch {
  const known = RUN_TABS.find((name) => name === tab)
  return known === undefined ? {} : { tab: known }
}
