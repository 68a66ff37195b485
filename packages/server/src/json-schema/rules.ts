import type { Json } from '@millrace/protocol'
import type { Mismatch } from './find-mismatch.ts'
import { pythonRepr } from './python-repr.ts'
import { matchesPattern } from './safe-pattern.ts'

export type JsonObject = { readonly [key: string]: Json }

/** Checks a value at a path against a part of the schema. */
export type Check = (item: Json, part: Json, path: string) => Mismatch | undefined

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** The number under a keyword; undefined when there is none. */
const bound = (part: JsonObject, keyword: string): number | undefined => {
  const value = part[keyword]
  return typeof value === 'number' ? value : undefined
}

/** A value that is outside of a bound, with the words for it; `fails` gets the bound. */
function limited(
  part: JsonObject,
  keyword: string,
  fails: (limit: number) => boolean,
  words: (limit: number) => string,
): string | undefined {
  const limit = bound(part, keyword)
  return limit !== undefined && fails(limit) ? words(limit) : undefined
}

const at = (path: string, message: string | undefined): Mismatch | undefined => (message === undefined ? undefined : { path, message })

/** `minLength`, `maxLength`, `pattern`. */
export function stringRules(item: Json, part: JsonObject, path: string): Mismatch | undefined {
  if (typeof item !== 'string') return undefined
  const { length } = part['minLength'] === undefined && part['maxLength'] === undefined ? item : Array.from(item)
  const shown = pythonRepr(item)
  const { pattern } = part
  const wrong = typeof pattern === 'string' && matchesPattern(pattern, item) === false
  return at(
    path,
    limited(
      part,
      'minLength',
      (least) => length < least,
      () => `${shown} is too short`,
    ) ??
      limited(
        part,
        'maxLength',
        (most) => length > most,
        () => `${shown} is too long`,
      ) ??
      (wrong ? `${shown} does not match ${pythonRepr(pattern)}` : undefined),
  )
}

/** `minimum` and its kin, `multipleOf`. */
export function numberRules(item: Json, part: JsonObject, path: string): Mismatch | undefined {
  if (typeof item !== 'number') return undefined
  return at(
    path,
    limited(
      part,
      'minimum',
      (least) => item < least,
      (least) => `${item} is less than the minimum of ${least}`,
    ) ??
      limited(
        part,
        'maximum',
        (most) => item > most,
        (most) => `${item} is greater than the maximum of ${most}`,
      ) ??
      limited(
        part,
        'exclusiveMinimum',
        (least) => item <= least,
        (least) => `${item} is less than or equal to the minimum of ${least}`,
      ) ??
      limited(
        part,
        'exclusiveMaximum',
        (most) => item >= most,
        (most) => `${item} is greater than or equal to the maximum of ${most}`,
      ) ??
      limited(
        part,
        'multipleOf',
        (step) => step > 0 && !Number.isInteger(item / step),
        (step) => `${item} is not a multiple of ${step}`,
      ),
  )
}

/** `items`, `prefixItems`, their number, `uniqueItems`. */
export function arrayRules(item: Json, part: JsonObject, path: string, check: Check): Mismatch | undefined {
  if (!isList(item)) return undefined
  const { items, prefixItems } = part
  const counted = at(
    path,
    limited(
      part,
      'minItems',
      (least) => item.length < least,
      () => `${pythonRepr(item)} is too short`,
    ) ??
      limited(
        part,
        'maxItems',
        (most) => item.length > most,
        () => `${pythonRepr(item)} is too long`,
      ) ??
      (part['uniqueItems'] === true && new Set(item.map((one) => JSON.stringify(one))).size < item.length
        ? `${pythonRepr(item)} has non-unique elements`
        : undefined),
  )
  if (counted !== undefined) return counted
  // Older schemas write a tuple as a list of `items`.
  const prefix = isList(prefixItems) ? prefixItems : isList(items) ? items : []
  const rest = isList(items) ? undefined : items
  for (const [index, one] of item.entries()) {
    const wanted = prefix[index] ?? rest
    const found = wanted === undefined ? undefined : check(one, wanted, `${path}[${index}]`)
    if (found !== undefined) return found
  }
  return undefined
}

interface ObjectOptions {
  readonly check: Check
  readonly ignoreRequired: boolean
  readonly nullForDefaults: boolean
}

/** `properties`, `required`, `additionalProperties`, their number. */
export function objectRules(item: Json, part: JsonObject, path: string, options: ObjectOptions): Mismatch | undefined {
  if (!isObject(item)) return undefined
  const { check, ignoreRequired } = options
  const properties = isObject(part['properties']) ? part['properties'] : {}
  const required = isList(part['required']) ? part['required'] : []
  const missing = ignoreRequired ? undefined : required.find((name) => typeof name === 'string' && !Object.hasOwn(item, name))
  if (missing !== undefined) return { path, message: `${pythonRepr(missing)} is a required property` }
  const size = Object.keys(item).length
  const counted = at(
    path,
    limited(
      part,
      'minProperties',
      (least) => size < least,
      () => `${pythonRepr(item)} does not have enough properties`,
    ) ??
      limited(
        part,
        'maxProperties',
        (most) => size > most,
        () => `${pythonRepr(item)} has too many properties`,
      ),
  )
  if (counted !== undefined) return counted
  for (const [name, value] of Object.entries(item)) {
    const wanted = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (wanted === undefined || (value === null && takesNull(name, wanted, required, options))) continue
    const found = check(value, wanted, path === '' ? name : `${path}.${name}`)
    if (found !== undefined) return found
  }
  return additional(item, properties, part, path, check)
}

/** What is optional may be null, unless it has a default: schemas of pydantic 1 do not say so themselves. */
function takesNull(name: string, wanted: Json, required: readonly Json[], { nullForDefaults }: ObjectOptions): boolean {
  if (!isObject(wanted) || wanted['type'] === undefined || required.includes(name)) return false
  return nullForDefaults || !Object.hasOwn(wanted, 'default')
}

function additional(item: JsonObject, properties: JsonObject, part: JsonObject, path: string, check: Check): Mismatch | undefined {
  const wanted = part['additionalProperties']
  // Names that patterns speak of are left alone: patterns are not tried on names.
  if (wanted === undefined || wanted === true || isObject(part['patternProperties'])) return undefined
  for (const [name, value] of Object.entries(item)) {
    if (Object.hasOwn(properties, name)) continue
    if (wanted === false) return { path, message: `Additional properties are not allowed (${pythonRepr(name)} was unexpected)` }
    const found = check(value, wanted, path === '' ? name : `${path}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}
