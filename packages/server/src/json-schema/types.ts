import type { Json } from '@millrace/protocol'

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

/** Whether a value is of a type of JSON Schema; 2.0 is an integer, and an unknown type is nobody's. */
export function isOfType(value: Json, type: JsonType): boolean {
  if (type === 'null') return value === null
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
