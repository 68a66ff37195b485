import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { InvalidSettings, type SettingProblem } from './errors.ts'
import { nearest } from './nearest.ts'
import { profileNamed, readProfiles } from './profiles.ts'
import { entries, environmentNames, findSetting, type SettingEntry, type SettingPath, type Settings } from './registry.ts'
import { dotenvSource } from './sources/dotenv.ts'
import { flatSource } from './sources/flat.ts'
import { projectSources } from './sources/project.ts'
import type { Source, SourceKind } from './sources/source.ts'

/** Where a value came from. */
export interface Origin {
  readonly kind: SourceKind
  /** As shown to people: `environment`, `profile local`, `prefect.toml`, `default`. */
  readonly label: string
  /** The name it was found under; the path for a flag or a default. */
  readonly name: string
}

export interface LoadOptions {
  /** Default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The folder of `.env` and the project files. Default: that of the process. */
  readonly cwd?: string
  /** Values that win over all others, by path; command-line flags. */
  readonly overrides?: { readonly [Path in SettingPath]?: unknown }
}

interface Provenance {
  readonly origins: ReadonlyMap<SettingPath, Origin>
  readonly warnings: readonly string[]
}

const provenance = new WeakMap<Settings, Provenance>()

/**
 * Reads every setting from where it is written: flag, environment, `.env`, project file, active profile, default.
 *
 * @throws InvalidSettings naming each value that cannot be used, its source, what was expected and what came.
 */
export function loadSettings({ env = process.env, cwd = process.cwd(), overrides = {} }: LoadOptions = {}): Settings {
  const written = [
    overridesSource(overrides),
    flatSource('environment', 'environment', env),
    dotenvSource(cwd),
    ...projectSources(cwd),
  ].filter((source) => source !== undefined)
  const home = homeOf(written, cwd)
  const sources = [...written, profileSource(home, written)]
  const read = entries.map((entry) => readEntry(entry, sources, home))
  const problems = read.flatMap(({ problem }) => problem ?? [])
  if (problems.length > 0) throw new InvalidSettings(problems)
  const settings = nest(read.map(({ entry, value }) => [entry.path, value] as const)) as Settings
  provenance.set(settings, {
    origins: new Map(read.map(({ entry, origin }) => [entry.path, origin])),
    warnings: sources.flatMap((source) => source.unknown.map((name) => unknownName(name, source))),
  })
  return settings
}

/** Where the value of a setting came from. */
export const sourceOf = (settings: Settings, path: SettingPath): Origin =>
  provenance.get(settings)?.origins.get(path) ?? { kind: 'default', label: 'default', name: path }

/** What was found and is no setting, with the nearest name; a sentence each. */
export const warningsOf = (settings: Settings): readonly string[] => provenance.get(settings)?.warnings ?? []

/** The value of the setting at a path. */
export const valueAt = (settings: Settings, path: SettingPath): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], settings)

const overridesSource = (overrides: Readonly<Record<string, unknown>>): Source => ({
  kind: 'flag',
  label: 'command line',
  find({ path }) {
    const value = overrides[path]
    return value === undefined ? undefined : { name: path, value }
  },
  unknown: [],
})

/** Only what is read before the profiles can name the home: it is where they are. */
function homeOf(sources: readonly Source[], cwd: string): string {
  const entry = findSetting('home')
  const found = entry && firstFound(entry, sources)?.value
  if (typeof found !== 'string') return resolve(homedir(), '.millrace')
  return resolve(cwd, found.replace(/^~(?=$|[/\\])/, homedir()))
}

function profileSource(home: string, sources: readonly Source[]): Source {
  const entry = findSetting('profile')
  const chosen = entry && firstFound(entry, sources)?.value
  const profiles = readProfiles(home)
  const name = typeof chosen === 'string' ? chosen : profiles.active
  const { MILLRACE_HOME: _home, MILLRACE_PROFILE: _profile, ...values } = profileNamed(profiles, name)
  return flatSource('profile', `profile ${name}`, values)
}

function firstFound(entry: SettingEntry, sources: readonly Source[]): { readonly value: unknown; readonly origin: Origin } | undefined {
  for (const source of sources) {
    const found = source.find(entry)
    if (found !== undefined) return { value: found.value, origin: { kind: source.kind, label: source.label, name: found.name } }
  }
  return undefined
}

interface ReadEntry {
  readonly entry: SettingEntry
  readonly value: unknown
  readonly origin: Origin
  readonly problem?: SettingProblem
}

function readEntry(entry: SettingEntry, sources: readonly Source[], home: string): ReadEntry {
  const { path, setting } = entry
  const found = firstFound(entry, sources)
  if (path === 'home') return { entry, value: home, origin: found?.origin ?? byDefault(path) }
  if (found === undefined) return { entry, value: fallbackOf(entry, home), origin: byDefault(path) }
  const { value, origin } = found
  const parsed = setting.type.read(value)
  if (parsed !== undefined) return { entry, value: parsed, origin }
  const got = setting.secret ? 'a value that is not shown' : JSON.stringify(value)
  return { entry, value, origin, problem: { name: origin.name, source: origin.label, expected: setting.type.expected, got } }
}

const byDefault = (path: SettingPath): Origin => ({ kind: 'default', label: 'default', name: path })

/** What a setting is when nobody chose. */
export const fallbackOf = ({ setting: { fallback } }: SettingEntry, home: string): unknown =>
  typeof fallback === 'function' ? (fallback as (home: string) => unknown)(home) : fallback

function unknownName(name: string, source: Source): string {
  const candidates =
    source.kind === 'project' ? entries.map(({ path }) => path) : entries.flatMap((entry) => environmentNames(entry).slice(0, 1))
  const [like] = nearest(name, candidates, 1)
  return `${name} (${source.label}) is no setting of Millrace${like === undefined ? '' : `; did you mean ${like}?`}`
}

function nest(values: readonly (readonly [string, unknown])[]): object {
  const root: Record<string, unknown> = {}
  for (const [path, value] of values) {
    const keys = path.split('.')
    const last = keys.pop() ?? path
    const group = keys.reduce<Record<string, unknown>>((above, key) => (above[key] ??= {}) as Record<string, unknown>, root)
    group[last] = value
  }
  return root
}
