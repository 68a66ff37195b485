import { z } from 'zod'

/** One setting: what it may be, what it is by default, what it does. */
export interface Setting<Value> {
  readonly schema: z.ZodType<Value>
  /** The value when no source has one; a function gets the home directory. */
  readonly fallback: Value | ((home: string) => Value)
  readonly description: string
  /** Shown as `********`. */
  readonly secret: boolean
  /** Prefect's older names, without `PREFECT_`: `API_DATABASE_CONNECTION_URL`. */
  readonly aliases: readonly string[]
}

/** Settings by name, in groups that may hold groups; a setting's path is its environment name. */
export interface SettingGroup {
  readonly [name: string]: SettingGroup | Setting<unknown>
}

/** The values of a group: `settings.server.api.port`. */
export type ValuesOf<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends Setting<infer Value> ? Value : ValuesOf<Group[Name]>
}

interface Options {
  readonly secret?: boolean
  readonly aliases?: readonly string[]
}

/** Declares a setting. */
export const setting = <Value>(
  schema: z.ZodType<Value>,
  fallback: NoInfer<Value> | ((home: string) => NoInfer<Value>),
  description: string,
  { secret = false, aliases = [] }: Options = {},
): Setting<Value> => ({ schema, fallback, description, secret, aliases })

export const isSetting = (entry: SettingGroup | Setting<unknown>): entry is Setting<unknown> => 'schema' in entry && 'fallback' in entry

/** Text from an environment or a file, or the value itself: `true`, `1`, `yes`, `on` and their opposites. */
export const bool = z.union([z.boolean(), z.stringbool()])
export const int = z.coerce.number().int()
/** A duration in seconds. */
export const seconds = z.coerce.number().min(0)
export const text = z.string()
export const optionalText = z.string().nullable()
