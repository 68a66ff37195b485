export const SETTINGS_TABS = ['appearance', 'server', 'settings'] as const

export type SettingsTab = (typeof SETTINGS_TABS)[number]

/** Reads the address; what makes no sense counts as not said. */
export function settingsSearch({ tab, name }: Record<string, unknown>): { readonly tab?: SettingsTab; readonly name?: string } {
  const known = SETTINGS_TABS.find((each) => each === tab)
  return { ...(known === undefined ? {} : { tab: known }), ...(typeof name === 'string' && name !== '' ? { name } : {}) }
}
