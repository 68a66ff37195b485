import type { Json } from '@millrace/protocol'
import type { Mismatch } from './find-mismatch.ts'
import { pythonRepr } from './python-repr.ts'
import { isObject, type JsonObject } from './rules.ts'
import { isOfType, type JsonType } from './types.ts'

/** `type`. */
export function checkType(item: Json, { type }: JsonObject, path: string): Mismatch | undefined {
  const types = (Array.isArray(type) ? type : [type]).filter((one): one is JsonType => typeof one === 'string')
  if (types.length === 0 || types.some((one) => isOfType(item, one))) return undefined
  return { path, message: `${pythonRepr(item)} is not of type ${types.map((one) => `'${one}'`).join(', ')}` }
}

/** `enum` and `const`. */
export function checkChoices(item: Json, part: JsonObject, path: string): Mismatch | undefined {
  const choices = part['enum']
  const text = canonical(item)
  if (Array.isArray(choices) && !choices.some((choice: Json) => canonical(choice) === text)) {
    return { path, message: `${pythonRepr(item)} is not one of ${pythonRepr(choices)}` }
  }
  if (part['const'] !== undefined && canonical(part['const']) !== text)
    return { path, message: `${pythonRepr(part['const'])} was expected` }
  return undefined
}

const canonical = (value: Json): string =>
  JSON.stringify(value, (_, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  )
