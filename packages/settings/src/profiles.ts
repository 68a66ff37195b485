import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'smol-toml'
import { ProfileError, SettingsFileError } from './errors.ts'
import { makeFolder } from './make-folder.ts'
import { nearest } from './nearest.ts'
import { isTable, readToml } from './sources/file.ts'

/** The profile that is there before any is made. */
export const DEFAULT_PROFILE = 'default'

/** The values of a profile by environment name: `MILLRACE_API_URL` or `PREFECT_API_URL`. */
export type Profile = Readonly<Record<string, unknown>>

/** What `profiles.toml` says; the format is Prefect's. */
export interface Profiles {
  readonly active: string
  readonly profiles: Readonly<Record<string, Profile>>
}

/** The file of the profiles of a home. */
export const profilesFile = (home: string): string => join(home, 'profiles.toml')

/** Reads the profiles of a home; without a file there is one empty profile, `default`. */
export function readProfiles(home: string): Profiles {
  const file = profilesFile(home)
  const content = readToml(file)
  if (content === undefined) return { active: DEFAULT_PROFILE, profiles: { [DEFAULT_PROFILE]: {} } }
  const { active = DEFAULT_PROFILE, profiles = {} } = content
  if (typeof active !== 'string')
    throw new SettingsFileError(file, `expected 'active' to be the name of a profile, got ${JSON.stringify(active)}`)
  if (!isTable(profiles)) throw new SettingsFileError(file, "expected 'profiles' to be tables, as in [profiles.local]")
  for (const [name, profile] of Object.entries(profiles)) {
    if (!isTable(profile)) throw new SettingsFileError(file, `expected profile '${name}' to be a table, as in [profiles.${name}]`)
  }
  const tables = profiles as Readonly<Record<string, Profile>>
  return { active, profiles: active === DEFAULT_PROFILE && tables[active] === undefined ? { ...tables, [active]: {} } : tables }
}

/** Writes the profiles of a home, making the folder if need be; readers see the old file or the new one, never half of it. */
export function writeProfiles(home: string, profiles: Profiles): void {
  const file = profilesFile(home)
  const next = `${file}.${process.pid}.tmp`
  try {
    makeFolder(home)
    // Profiles may hold passwords: for the owner's eyes only.
    writeFileSync(next, `${stringify(profiles)}\n`, { mode: 0o600 })
    renameSync(next, file)
  } catch (error) {
    throw new SettingsFileError(
      file,
      `cannot be written: ${(error as Error).message}. Make the folder writable or set MILLRACE_HOME.`,
      error,
    )
  }
}

/** The values of a profile; an error names the profiles that are alike when there is none of this name. */
export function profileNamed({ profiles }: Profiles, name: string): Profile {
  const profile = profiles[name]
  if (profile !== undefined) return profile
  const names = Object.keys(profiles)
  const like = nearest(name, names)
  throw new ProfileError(
    `Profile '${name}' not found. ${like.length > 0 ? `Did you mean ${like.join(' or ')}?` : `There are: ${names.join(', ')}.`}`,
  )
}
