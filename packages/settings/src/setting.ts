import type { ValueType } from './values.ts'

/** One setting: what it may be, what it is by default, what it does. */
export interface Setting<Value> {
  readonly type: ValueType<Value>
  /** The value when no source has one; a function gets the home directory. */
  readonly fallback: Value | ((home: string) => Value)
  readonly description: string
  /** Shown as `********`. */
  readonly secret: boolean
  /** Older names, without `MILLRACE_` or `PREFECT_`: `API_DATABASE_CONNECTION_URL`. */
  readonly aliases: readonly string[]
  /** Means something else to Prefect: never read from, nor given to others by, a name that begins with `PREFECT_`. */
  readonly own: boolean
}

/** Settings by name, in groups that may hold groups; a setting's path is its environment name. */
export interface SettingGroup {
  readonly [name: string]: SettingGroup | Setting<unknown>
}

/** The values of a group: `settings.server.api.port`. */
export type ValuesOf<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends Setting<infer Value> ? Value : ValuesOf<Group[Name]>
}

/** The paths of a group: `server.api.port`. */
export type PathsOf<Group> = {
  [Name in keyof Group & string]: Group[Name] extends Setting<unknown> ? Name : `${Name}.${PathsOf<Group[Name]>}`
}[keyof Group & string]

interface Options {
  readonly secret?: boolean
  readonly aliases?: readonly string[]
  readonly own?: boolean
}

/** Declares a setting. */
export const setting = <Value>(
  type: ValueType<Value>,
  fallback: NoInfer<Value> | ((home: string) => NoInfer<Value>),
  description: string,
  { secret = false, aliases = [], own = false }: Options = {},
): Setting<Value> => ({ type, fallback, description, secret, aliases, own })

/** Tells a setting from a group of them. */
export const isSetting = (entry: SettingGroup | Setting<unknown>): entry is Setting<unknown> =>
  'fallback' in entry && 'description' in entry
