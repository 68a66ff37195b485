import type { Json } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { findMismatch, SchemaTooDeep } from './find-mismatch.ts'

const SCHEMA: Json = {
  title: 'Parameters',
  type: 'object',
  properties: {
    x: { type: 'integer' },
    y: { default: 'a', type: 'string' },
    z: { anyOf: [{ type: 'integer' }, { type: 'string', maxLength: 2 }] },
    e: { enum: ['a', 'b'], type: 'string' },
    o: { $ref: '#/definitions/M' },
    l: { type: 'array', items: { type: 'number' } },
    opt: { type: 'integer' },
    c: { allOf: [{ $ref: '#/definitions/M' }], default: {} },
    t: { type: 'array', items: [{ type: 'integer' }, { type: 'string' }] },
    n: { type: 'number', minimum: 0, exclusiveMaximum: 10 },
    p: { type: 'string', pattern: '^[a-z]+$' },
    b: { $ref: '#/definitions/B' },
  },
  required: ['x'],
  definitions: {
    M: { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'boolean' } }, required: ['a'], additionalProperties: false },
    B: { type: 'object', block_type_slug: 'secret', properties: { value: { type: 'string' } }, required: ['value'] },
  },
}

const mismatch = (value: Json): string | undefined => {
  const found = findMismatch(value, SCHEMA)
  return found === undefined ? undefined : `${found.path}: ${found.message}`
}

it.each<[Json, string | undefined]>([
  [{ x: 1 }, undefined],
  [{}, ": 'x' is a required property"],
  [{ x: 'abc' }, "x: 'abc' is not of type 'integer'"],
  [{ x: 1, y: 3 }, "y: 3 is not of type 'string'"],
  [{ x: 1, y: null }, "y: None is not of type 'string'"],
  [{ x: 1, z: 'abc' }, "z: 'abc' is too long"],
  [{ x: 1, z: [1] }, "z: [1] is not valid under any of the given schemas (expected 'integer' or 'string')"],
  [{ x: 1, e: 'q' }, "e: 'q' is not one of ['a', 'b']"],
  [{ x: 1, o: {} }, "o: 'a' is a required property"],
  [{ x: 1, o: { a: 1, q: 2 } }, "o: Additional properties are not allowed ('q' was unexpected)"],
  [{ x: 1, o: { a: 's' } }, "o.a: 's' is not of type 'integer'"],
  [{ x: 1, o: null }, "o: None is not of type 'object'"],
  [{ x: 1, l: [1, 'a'] }, "l[1]: 'a' is not of type 'number'"],
  [{ x: 1, opt: null }, undefined],
  [{ x: 1.5 }, "x: 1.5 is not of type 'integer'"],
  [{ x: 2.0 }, undefined],
  [{ x: true }, "x: True is not of type 'integer'"],
  [{ x: 1, unknown: 3 }, undefined],
  [{ x: 1, c: { a: 'k' } }, "c.a: 'k' is not of type 'integer'"],
  [{ x: 1, t: [1, 2] }, "t[1]: 2 is not of type 'string'"],
  [{ x: 1, n: -1 }, 'n: -1 is less than the minimum of 0'],
  [{ x: 1, n: 10 }, 'n: 10 is greater than or equal to the maximum of 10'],
  [{ x: 1, p: 'A' }, "p: 'A' does not match '^[a-z]+$'"],
  [{ x: 1, b: { $ref: { block_document_id: 'some' } } }, undefined],
  [{ x: 1, b: {} }, "b: 'value' is a required property"],
  [JSON.parse('{"x": 1, "__proto__": {"x": "y"}, "constructor": 1}') as Json, undefined],
])('finds in %j: %s', (value, expected) => {
  expect(mismatch(value)).toBe(expected)
})

it('looks only at what is given when asked to', () => {
  expect(findMismatch({}, SCHEMA, { ignoreRequired: true })).toBeUndefined()
  expect(findMismatch({ y: null }, SCHEMA, { ignoreRequired: true, nullForDefaults: true })).toBeUndefined()
})

it.each<Json>([
  { $ref: '#' },
  { definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } }, $ref: '#/definitions/a' },
])('gives up on a schema that goes round in circles: %j', (schema) => {
  expect(() => findMismatch(1, schema)).toThrow(SchemaTooDeep)
})

it('fetches nothing, and runs nothing', () => {
  expect(findMismatch(1, { $ref: 'http://127.0.0.1:9/schema.json' })).toMatchObject({ message: expect.stringContaining('Unresolvable') })
  const hostile = {
    properties: { "'];globalThis.broken=1;['": { const: '`${globalThis.broken=1}`\u2028' } },
    $id: '");globalThis.broken=1;("',
  }
  findMismatch({ "'];globalThis.broken=1;['": 1 }, hostile)
  expect(Object.hasOwn(globalThis, 'broken')).toBe(false)
})

it('does not try patterns that could take for ever', () => {
  const begun = performance.now()
  expect(findMismatch('a'.repeat(50_000), { pattern: '(a+)+$' })).toBeUndefined()
  expect(findMismatch(`${'a'.repeat(900)}!`, { pattern: '^(a|aa)*$' })).toBeUndefined()
  expect(findMismatch(`${'a'.repeat(900)}!`, { pattern: 'a*a*a*b' })).toBeUndefined()
  expect(performance.now() - begun).toBeLessThan(5000)
})
