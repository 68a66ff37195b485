import { sourceOf, valueAt } from './load-settings.ts'
import { entries, environmentName, type Settings } from './registry.ts'

/**
 * The settings that somebody chose, as the environment of a process we start: every one as `MILLRACE_…`, and those that
 * mean the same to Prefect as `PREFECT_…` too, so that Python flows see them. Settings of the server stay ours.
 */
export function environmentOf(settings: Settings): Record<string, string> {
  const chosen = entries.filter(({ path }) => path === 'home' || sourceOf(settings, path).kind !== 'default')
  return Object.fromEntries(
    chosen.flatMap((entry) => {
      const value = textOf(valueAt(settings, entry.path))
      if (value === undefined || entry.path === 'profile') return []
      const shared = !entry.setting.own && !entry.path.startsWith('server.')
      return [[environmentName(entry), value] as const, ...(shared ? [[`PREFECT_${entry.name}`, value] as const] : [])]
    }),
  )
}

/** A value as it is written in an environment; `undefined` for nothing. */
export function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
