import { environmentNames, findSetting, type SettingEntry } from '../registry.ts'
import { isServiceLink } from './service-link.ts'
import type { Source, SourceKind } from './source.ts'

/** Names that begin with `MILLRACE_` and are no settings. `MILLRACE__…` is what our processes tell each other. */
const NOT_SETTINGS: ReadonlySet<string> = new Set(['MILLRACE_NODE', 'MILLRACE_DEBUG'])

/** A source of `MILLRACE_…` and `PREFECT_…` names: the environment, a `.env` file, a profile. */
export const flatSource = (kind: SourceKind, label: string, values: Readonly<Record<string, unknown>>): Source => ({
  kind,
  label,
  find(entry) {
    for (const name of environmentNames(entry)) {
      const value = values[name]
      if (value === '' && !takesNothing(entry)) continue
      if (value !== undefined) return { name, value: value === '' ? null : value }
    }
    return undefined
  },
  unknown: Object.keys(values).filter(
    (name) =>
      name.startsWith('MILLRACE_') &&
      !name.startsWith('MILLRACE__') &&
      !NOT_SETTINGS.has(name) &&
      findSetting(name) === undefined &&
      !isServiceLink(name, values[name]),
  ),
})

/** Where a setting may be nothing, an empty value says so; elsewhere it says that nobody chose. */
const takesNothing = ({ setting }: SettingEntry): boolean => setting.type.read(null) === null
