import { expect, test } from 'vitest'
import { blankOf, branchesOf, branchFor, kindOf, missingFrom, propertiesOf, resolved, withoutNull } from './schema.ts'

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
  [{ type: 'object', additionalProperties: { type: 'string' } }, 'map'],
  [{ type: 'object', additionalProperties: true }, 'json'],
  [{ type: 'object' }, 'json'],
  [{ properties: { a: {} } }, 'object'],
  [{ type: 'array', prefixItems: [] }, 'json'],
  [{ type: 'array', prefixItems: [{ type: 'integer' }, {}], minItems: 2, maxItems: 2 }, 'tuple'],
  [{ type: 'array', prefixItems: [{ type: 'integer' }], items: { type: 'string' } }, 'json'],
  [{ type: 'array', items: {} }, 'json'],
  [{ type: 'array' }, 'json'],
  [{ type: 'array', items: { $ref: '#/definitions/Place' } }, 'array'],
  [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, 'union'],
  [{ not: { type: 'string' } }, 'json'],
  [{ type: 'fantasy' }, 'json'],
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

test('what can be one thing or null is that thing, however it is written', () => {
  expect(withoutNull({ anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], default: null, title: 'limit' }, ROOT)).toEqual({
    schema: { type: 'integer', minimum: 1, default: null, title: 'limit' },
    nullable: true,
  })
  expect(withoutNull({ type: ['string', 'null'], format: 'date' }, ROOT)).toEqual({
    schema: { type: 'string', format: 'date' },
    nullable: true,
  })
  expect(withoutNull({ anyOf: [{ $ref: '#/definitions/Mode' }, { type: 'null' }] }, ROOT)).toMatchObject({
    schema: { enum: ['fast', 'slow'] },
    nullable: true,
  })
  expect(kindOf(withoutNull({ anyOf: [{ type: 'integer' }, { type: 'string' }, { type: 'null' }] }, ROOT).schema)).toBe('union')
  expect(withoutNull({ anyOf: [{ type: 'integer' }, { type: 'string' }] }, ROOT).nullable).toBe(false)
  expect(withoutNull({ type: 'null' }, ROOT)).toEqual({ schema: { type: 'null' }, nullable: false })
})

test('branches with equal fields are told apart by what each is called, and are begun with it', () => {
  const pet = (kind: string, title: string) => ({
    type: 'object',
    title,
    required: ['kind'],
    properties: { kind: { const: kind, type: 'string' }, name: { type: 'string' } },
  })
  const branches = branchesOf({ oneOf: [pet('cat', 'Cat'), pet('dog', 'Dog')], discriminator: { propertyName: 'kind' } }, ROOT)
  expect(branches.map(({ title }) => title)).toEqual(['Cat', 'Dog'])
  expect(branchFor({ kind: 'dog', name: 'Rex' }, branches)).toBe(1)
  expect(blankOf(branches[1]?.schema ?? {})).toEqual({ kind: 'dog' })
})

test('the parts of an object that several schemas make are taken together; what is none is any JSON', () => {
  const root = { definitions: { Base: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } } } }
  const both = { allOf: [{ $ref: '#/definitions/Base' }, { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }] }
  expect(propertiesOf(resolved(both, root), root).map(({ name, required }) => [name, required])).toEqual([
    ['id', true],
    ['name', true],
  ])
  expect(kindOf(resolved({ allOf: [{ type: 'string' }, { minLength: 3 }] }, root))).toBe('json')
})

test('a schema that goes on for ever is followed one step at a time', () => {
  const root = { $defs: { Node: { type: 'object', properties: { next: { anyOf: [{ $ref: '#/$defs/Node' }, { type: 'null' }] } } } } }
  const node = resolved({ $ref: '#/$defs/Node' }, root)
  const [next] = propertiesOf(node, root)
  const { schema, nullable } = withoutNull(next?.schema ?? {}, root)
  expect([kindOf(schema), nullable]).toEqual(['object', true])
})

test.each([
  [{ type: 'array', prefixItems: [{ type: 'boolean' }, { type: 'integer' }], maxItems: 2 }, [false, null]],
  [{ type: 'object', additionalProperties: { type: 'string' } }, {}],
  [{ type: 'string', default: 'a' }, 'a'],
  [{ type: 'integer' }, undefined],
])('%j begins as %j', (schema, blank) => {
  expect(blankOf(schema)).toEqual(blank)
})
