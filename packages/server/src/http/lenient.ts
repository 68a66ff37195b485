import type { z } from 'zod'
import { isInteger, schemaAt, valueAt } from './schema-at.ts'

const TRUE = new Set(['true', 't', '1', 'yes', 'y', 'on'])
const FALSE = new Set(['false', 'f', '0', 'no', 'n', 'off'])

/**
 * `input` with numbers and booleans that were written as text (or as each other) turned into what `schema` expects, as pydantic
 * takes them; `undefined` when nothing could be turned. Called only after a parse failed, so that good requests pay nothing.
 */
export function leniently(schema: z.ZodType, issues: readonly z.core.$ZodIssue[], input: unknown): unknown {
  let result: unknown
  for (const { code, path } of issues) {
    if (code !== 'invalid_type' || path.length === 0) continue
    const turned = turn(schemaAt(schema, path, input), valueAt(input, path))
    if (turned === undefined) continue
    result ??= structuredClone(input)
    const parent = valueAt(result, path.slice(0, -1)) as Record<PropertyKey, unknown>
    const key = path.at(-1)
    if (key !== undefined) parent[key] = turned
  }
  return result
}

function turn(schema: z.core.$ZodType | undefined, value: unknown): number | boolean | undefined {
  const type = schema?._zod.def.type
  if (type === 'number') return toNumber(value, isInteger(schema))
  return type === 'boolean' ? toBoolean(value) : undefined
}

function toNumber(value: unknown, integer: boolean): number | undefined {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string') return undefined
  const pattern = integer ? /^\s*[+-]?\d{1,30}(\.0{0,30})?\s*$/ : /^\s*[+-]?(\d{1,300}(\.\d{0,300})?|\.\d{1,300})([eE][+-]?\d{1,4})?\s*$/
  const number = pattern.test(value) ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

function toBoolean(value: unknown): boolean | undefined {
  const text = String(value).toLowerCase()
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  if (TRUE.has(text)) return true
  return FALSE.has(text) ? false : undefined
}
