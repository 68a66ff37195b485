import type { Json } from '@millrace/protocol'

/** What is shown in place of a secret. */
export const MASK = '********'

type JsonObject = { readonly [key: string]: Json }

/**
 * The data of a block with its secrets replaced by `********`. A path of `secret_fields` is dotted; lists on the way are walked, and
 * `*` hides every value below it. Null is shown, since it says that there is no secret.
 */
export const maskSecrets = (data: JsonObject, secretFields: readonly string[]): JsonObject =>
  secretFields.reduce<JsonObject>((masked, path) => asObject(mask(masked, path.split('.'))), data)

function mask(value: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined) return value === null ? null : MASK
  if (key === '*') return maskLeaves(value)
  if (isList(value)) return value.map((item) => mask(item, [key, ...rest]))
  if (!isObject(value)) return value
  const member = ownMember(value, key)
  return member === undefined ? value : { ...value, [key]: mask(member, rest) }
}

const maskLeaves = (value: Json): Json =>
  isObject(value) && Object.keys(value).length > 0
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskLeaves(member)]))
    : MASK

/** An update that was made from masked data: where it has `********` for a secret, the secret that there is. */
export const keepMasked = (update: JsonObject, current: JsonObject, secretFields: readonly string[]): JsonObject =>
  secretFields.reduce<JsonObject>((kept, path) => asObject(keep(kept, current, path.split('.'))), update)

function keep(update: Json, current: Json | undefined, [key, ...rest]: readonly string[]): Json {
  if (key === undefined) return update === MASK ? (current ?? update) : update
  if (key === '*') return keepLeaves(update, current)
  if (isList(update)) return update.map((item, index) => keep(item, isList(current) ? current[index] : undefined, [key, ...rest]))
  if (!isObject(update)) return update
  const member = ownMember(update, key)
  return member === undefined ? update : { ...update, [key]: keep(member, ownMember(current, key), rest) }
}

function keepLeaves(update: Json, current: Json | undefined): Json {
  if (update === MASK) return current === undefined ? update : current
  if (!isObject(update)) return update
  return Object.fromEntries(Object.entries(update).map(([key, member]) => [key, keepLeaves(member, ownMember(current, key))]))
}

const ownMember = (value: Json | undefined, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A path never replaces the whole of the data, except by a mask that a schema without sense asks for. */
const asObject = (value: Json): JsonObject => (isObject(value) ? value : {})
