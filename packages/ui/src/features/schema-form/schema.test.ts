import { expect, test } from 'vitest'
import { branchesOf, branchFor, kindOf, missingFrom, propertiesOf, resolved } from './schema.ts'

const ROOT = {
  type: 'object',
  required: ['city'],
  properties: {
    limit: { anyOf: [{ type: 'integer' }, { type: 'null' }], default: null, position: 1 },
    mode: { allOf: [{ $ref: '#/definitions/Mode' }], default: 'fast', position: 2 },
    city: { type: 'string', title: 'City', position: 0 },
  },
  definitions: { Mode: { enum: ['fast', 'slow'], title: 'Mode' }, Loop: { $ref: '#/definitions/Loop' } },
}

test('a reference is followed and keeps what is said beside it', () => {
  expect(resolved(ROOT.properties.mode, ROOT)).toMatchObject({ enum: ['fast', 'slow'], title: 'Mode', default: 'fast', position: 2 })
})

test('a reference that leads nowhere, or to itself, is taken as any JSON', () => {
  expect(kindOf(resolved({ $ref: '#/definitions/Absent' }, ROOT))).toBe('json')
  expect(kindOf(resolved({ $ref: '#/definitions/Loop' }, ROOT))).toBe('json')
})

test('required properties come first, the others by position', () => {
  expect(propertiesOf(ROOT, ROOT).map(({ name }) => name)).toEqual(['city', 'limit', 'mode'])
})

test('only what is required, has no default and is not given is missing', () => {
  expect(missingFrom(ROOT, {}).map(({ name }) => name)).toEqual(['city'])
  expect(missingFrom(ROOT, { city: 'Quito' })).toEqual([])
  expect(missingFrom(null, {})).toEqual([])
})

test.each([
  [{ type: 'string' }, 'text'],
  [{ type: 'string', format: 'date' }, 'date'],
  [{ type: 'integer' }, 'number'],
  [{ type: ['string', 'null'] }, 'union'],
  [{ type: 'object', additionalProperties: { type: 'string' } }, 'json'],
  [{ type: 'array', prefixItems: [] }, 'json'],
  [{ const: 3 }, 'choice'],
  [{}, 'json'],
] as const)('%j is put in as %s', (schema, kind) => {
  expect(kindOf(schema)).toBe(kind)
})

test('branches that are called the same are told apart, and a value finds its own', () => {
  const cat = { type: 'object', title: 'Pet', required: ['lives'], properties: { lives: { type: 'integer' } } }
  const dog = { type: 'object', title: 'Pet', required: ['bark'], properties: { bark: { type: 'string' } } }
  const branches = branchesOf({ anyOf: [cat, dog, { type: 'null' }] }, ROOT)
  expect(branches.map(({ title }) => title)).toEqual(['Pet 1', 'Pet 2', 'null'])
  expect(branchFor({ bark: 'loud' }, branches)).toBe(1)
  expect(branchFor(null, branches)).toBe(2)
  expect(branchFor(undefined, branches)).toBeUndefined()
})
