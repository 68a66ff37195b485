import { groups } from './groups/index.ts'
import { isSetting, type PathsOf, type Setting, type SettingGroup, type ValuesOf } from './setting.ts'

/** Every value: `settings.server.api.port`. */
export type Settings = ValuesOf<typeof groups>

/** The path of a setting: `server.api.port`. */
export type SettingPath = PathsOf<typeof groups>

/** A setting with its names. */
export interface SettingEntry {
  readonly path: SettingPath
  /** Its environment name without a prefix: `SERVER_API_PORT`. */
  readonly name: string
  readonly setting: Setting<unknown>
}

/** Every setting, in the order of the groups. */
export const entries: readonly SettingEntry[] = [...walk(groups, [])]

/** `MILLRACE_SERVER_API_PORT`, the name that is shown for a setting. */
export const environmentName = ({ name }: SettingEntry): string => `MILLRACE_${name}`

/** Every name a setting can have in an environment or a profile, the first that is set wins. */
export const environmentNames = ({ name, setting }: SettingEntry): readonly string[] => {
  const names = [name, ...setting.aliases]
  return [...names.map((each) => `MILLRACE_${each}`), ...(setting.own ? [] : names.map((each) => `PREFECT_${each}`))]
}

const byName: ReadonlyMap<string, SettingEntry> = new Map(entries.flatMap((entry) => environmentNames(entry).map((name) => [name, entry])))

/** The setting of an environment name, with either prefix, or of a path like `server.api.port`. */
export const findSetting = (nameOrPath: string): SettingEntry | undefined =>
  byName.get(nameOrPath) ?? entries.find(({ path }) => path === nameOrPath)

function* walk(group: SettingGroup, above: readonly string[]): Generator<SettingEntry> {
  for (const [key, member] of Object.entries(group)) {
    const path = [...above, key]
    if (isSetting(member)) yield { path: path.join('.') as SettingPath, name: path.map(snake).join('_').toUpperCase(), setting: member }
    else yield* walk(member, path)
  }
}

/** `lateRuns` is `late_runs` in environment names and project files. */
export function snake(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
