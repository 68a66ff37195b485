import type { SettingEntry } from '../registry.ts'

/** The kinds of places a value can come from, the one that wins first. */
export const SOURCE_KINDS = ['flag', 'environment', 'dotenv', 'project', 'profile', 'default'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** A value as it was found. */
interface Found {
  /** The name it was found under. */
  readonly name: string
  readonly value: unknown
}

/** A place where settings are written. */
export interface Source {
  readonly kind: SourceKind
  /** As shown to people: `environment`, `profile local`, `prefect.toml`. */
  readonly label: string
  find(entry: SettingEntry): Found | undefined
  /** Names that look like ours and are none. */
  readonly unknown: readonly string[]
}
