import type { Json } from '@millrace/protocol'

const schemas: Json = { type: 'array', minItems: 1, items: { $ref: '#' } }
const named: Json = { type: 'object', additionalProperties: { $ref: '#' } }
const texts: Json = { type: 'array', items: { type: 'string' }, uniqueItems: true }
const count: Json = { type: 'integer', minimum: 0 }
const number: Json = { type: 'number' }
const one: Json = { $ref: '#' }

/** What JSON Schema (2020-12) says of schemas themselves, for the keywords that are read here. */
export const META_SCHEMA: Json = {
  type: ['object', 'boolean'],
  definitions: { type: { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] } },
  properties: {
    type: {
      anyOf: [{ $ref: '#/definitions/type' }, { type: 'array', items: { $ref: '#/definitions/type' }, minItems: 1, uniqueItems: true }],
    },
    enum: { type: 'array' },
    $ref: { type: 'string' },
    title: { type: 'string' },
    description: { type: 'string' },
    format: { type: 'string' },
    pattern: { type: 'string' },
    multipleOf: { type: 'number', exclusiveMinimum: 0 },
    maximum: number,
    exclusiveMaximum: number,
    minimum: number,
    exclusiveMinimum: number,
    maxLength: count,
    minLength: count,
    maxItems: count,
    minItems: count,
    maxProperties: count,
    minProperties: count,
    uniqueItems: { type: 'boolean' },
    required: texts,
    properties: named,
    patternProperties: named,
    definitions: named,
    $defs: named,
    additionalProperties: one,
    propertyNames: one,
    items: one,
    contains: one,
    not: one,
    prefixItems: schemas,
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
  },
}
