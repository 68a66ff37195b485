import {
  entries,
  environmentName,
  environmentNames,
  findSetting,
  nearest,
  profileNamed,
  type Profiles,
  readProfiles,
  type SettingEntry,
  type SettingPath,
  type Settings,
  writeProfiles,
} from '@millrace/settings'
import { CommandFailure } from '../errors.ts'

/** The profile that these settings were read from, and that `config set` writes to. */
export const activeProfile = ({ profile }: Settings, { active }: Profiles): string => profile ?? active

/** The setting of a name that may stand in a profile; the error has the nearest names. */
export function profileSetting(name: string): SettingEntry {
  const entry = findSetting(name)
  if (entry === undefined) {
    const like = nearest(name, entries.flatMap(environmentNames))
    throw new CommandFailure(`Unknown setting '${name}'.${like.length === 0 ? '' : ` Did you mean ${like.join(' or ')}?`}`)
  }
  if (entry.path !== 'home' && entry.path !== 'profile') return entry
  throw new CommandFailure(`'${name}' says where profiles are and which is used, so it cannot be set in one; set it in the environment.`)
}

/** Writes one value into the active profile. */
export function setInActiveProfile(settings: Settings, path: SettingPath, value: string): void {
  const entry = profileSetting(path)
  const all = readProfiles(settings.home)
  const active = activeProfile(settings, all)
  const profile: Record<string, unknown> = { ...profileNamed(all, active) }
  for (const older of environmentNames(entry)) delete profile[older]
  profile[environmentName(entry)] = value
  writeProfiles(settings.home, { ...all, profiles: { ...all.profiles, [active]: profile } })
}
