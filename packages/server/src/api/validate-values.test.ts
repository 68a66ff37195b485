import type { Json } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApi } from './testing.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2, pattern: '^a' },
    age: { type: 'integer', default: 1 },
    when: { type: 'string', format: 'date', default: '' },
    tags: { type: 'array', items: { type: 'string' }, default: [] },
    address: { $ref: '#/definitions/Address' },
  },
  required: ['name', 'address'],
  definitions: { Address: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false } },
}

const GOOD = { name: 'ann', address: { city: 'x' } }

describe('values of forms', () => {
  it.each<[string, Json, Json[]]>([
    ['that fit', GOOD, []],
    [
      'of nothing',
      {},
      [
        { property: 'name', errors: ["'name' is a required property"] },
        { property: 'address', errors: ["'address' is a required property"] },
      ],
    ],
    [
      'with every mistake',
      { name: 'b', age: 'x', when: 'soon', tags: ['a', 1], address: { town: 'x' } },
      [
        { property: 'name', errors: ["'b' is too short"] },
        { property: 'name', errors: ["'b' does not match '^a'"] },
        { property: 'age', errors: ["'x' is not of type 'integer'"] },
        { property: 'when', errors: ["'soon' is not a 'date'"] },
        { property: 'tags', errors: [{ index: 1, errors: ["1 is not of type 'string'"] }] },
        { property: 'address', errors: [{ property: 'city', errors: ["'city' is a required property"] }] },
        { property: 'address', errors: ["Additional properties are not allowed ('town' was unexpected)"] },
      ],
    ],
    [
      'that stand for others',
      { ...GOOD, age: { __prefect_kind: 'workspace_variable', variable_name: 'absent' } },
      [{ property: 'age', errors: ["Variable 'absent' not found in workspace."] }],
    ],
    ['of a template that is rendered later', { ...GOOD, age: { __prefect_kind: 'jinja', template: '{{ x }}' } }, []],
    [
      'of JSON',
      { ...GOOD, age: { __prefect_kind: 'json', value: '"x"' } },
      [{ property: 'age', errors: ["'x' is not of type 'integer'"] }],
    ],
    ['of a variable', { ...GOOD, age: { __prefect_kind: 'workspace_variable', variable_name: 'age' } }, []],
  ])('%s', async (_, values, errors) => {
    await using api = await openTestApi('sqlite')
    await api.call('POST', '/variables/', { name: 'age', value: 3 })
    const answer = await api.call('POST', '/ui/schemas/validate', { schema: SCHEMA, values })
    expect(answer).toMatchObject({ status: 200, body: { errors, valid: errors.length === 0 } })
  })

  it.each<[Json, RegExp]>([
    [{ type: 'nonsense' }, /^Invalid schema: /],
    [{ properties: { a: { minLength: -1 } } }, /^Invalid schema: -1 is less than the minimum of 0/],
    [{ properties: { name: { $ref: '#/definitions/Absent' } } }, /^Invalid schema: Validation failed\. Failure reason: /],
    [{ $ref: '#' }, /circular references/],
  ])('are not held against %j', async (schema, detail) => {
    await using api = await openTestApi('sqlite')
    const answer = await api.call('POST', '/ui/schemas/validate', { schema, values: GOOD })
    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringMatching(detail) as string } })
  })
})
