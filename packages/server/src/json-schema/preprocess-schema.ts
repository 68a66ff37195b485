import type { Json } from '@millrace/protocol'
import { isObject, type JsonObject } from './rules.ts'

/**
 * A schema as Prefect reads those of parameters, many of which pydantic 1 wrote: what is optional and has no default may be null, a list of
 * `items` is a tuple, and a block may stand for itself by reference.
 */
export function preprocessSchema(schema: JsonObject): JsonObject {
  const definitions = isObject(schema['definitions']) ? Object.entries(schema['definitions']) : []
  const read = definitions.map(([name, definition]): [string, Json] => [
    name,
    isObject(definition) ? withProperties(definition) : definition,
  ])
  // Prefect puts it under the title, which is the name.
  const referable = read.map(([name, definition]): [string, Json] => [
    name,
    isObject(definition) && 'block_type_slug' in definition ? { oneOf: [definition, BLOCK_REFERENCE] } : definition,
  ])
  return { ...withProperties(schema), ...(definitions.length === 0 ? {} : { definitions: Object.fromEntries(referable) }) }
}

const BLOCK_REFERENCE: Json = {
  type: 'object',
  properties: {
    $ref: {
      oneOf: [
        { type: 'string', format: 'uuid' },
        { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
      ],
    },
  },
  required: ['$ref'],
}

function withProperties(schema: JsonObject): JsonObject {
  const { properties, required } = schema
  if (!isObject(properties)) return schema
  const names = Array.isArray(required) ? (required as readonly Json[]) : []
  const read = Object.entries(properties).map(([name, part]): [string, Json] => [
    name,
    isObject(part) ? withProperties(tuple(nullable(part, names.includes(name)))) : part,
  ])
  return { ...schema, properties: Object.fromEntries(read) }
}

function nullable(part: JsonObject, required: boolean): JsonObject {
  const { type, ...rest } = part
  if (required || type === undefined || type === 'null' || 'default' in part) return part
  return { ...rest, anyOf: [{ type }, { type: 'null' }] }
}

function tuple(part: JsonObject): JsonObject {
  const { items, ...rest } = part
  return Array.isArray(items) && items.length > 0 && part['prefixItems'] === undefined ? { ...rest, prefixItems: items } : part
}
