export const AUTOMATION_TABS = ['history', 'definition'] as const

export type AutomationTab = (typeof AUTOMATION_TABS)[number]

export function automationSearch({ tab }: Record<string, unknown>): { readonly tab?: AutomationTab } {
  const known = AUTOMATION_TABS.find((name) => name === tab)
  return known === undefined ? {} : { tab: known }
}

/** What a new automation begins with. */
export interface NewAutomationSearch {
  /** The id of one to copy. */
  readonly from?: string
  /** The name of an event to react to. */
  readonly event?: string
  /** The id of the resource that the event is about. */
  readonly resource?: string
  /** The id of a deployment to run. */
  readonly deployment?: string
}

/** Reads the address; what makes no sense counts as not said. */
export const newAutomationSearch = (search: Record<string, unknown>): NewAutomationSearch =>
  Object.fromEntries(
    ['from', 'event', 'resource', 'deployment'].flatMap((key) => {
      const value = search[key]
      return typeof value === 'string' && value !== '' ? [[key, value]] : []
    }),
  )
