/** The parts of the settings, by the last segment of their addresses; the first is at `/settings` itself. */
export const SECTIONS = ['appearance', 'account', 'keys', 'users', 'audit', 'server', 'effective'] as const

export type Section = (typeof SECTIONS)[number]

/** Where a part of the settings is. */
export const placeOfSection = (section: Section): string => (section === 'appearance' ? '/settings' : `/settings/${section}`)

/** The part that an address shows. */
export const sectionAt = (path: string): Section => SECTIONS.find((section) => path.endsWith(`/settings/${section}`)) ?? 'appearance'

/** What `?tab=` said in earlier addresses. */
const OLD_TABS: Readonly<Record<string, Section>> = { server: 'server', settings: 'effective' }

/** Where an earlier address of the settings leads now; undefined for one of today. */
export function movedSettings({ tab, name }: Readonly<Record<string, unknown>>): string | undefined {
  const section = typeof tab === 'string' ? OLD_TABS[tab] : undefined
  if (section === undefined) return undefined
  const search = section === 'effective' && typeof name === 'string' && name !== '' ? `?${new URLSearchParams({ name })}` : ''
  return placeOfSection(section) + search
}
