import { describe, expect, it } from 'vitest'
import { ParameterError } from '../errors.ts'
import { checkParameters } from './check-parameters.ts'

const SCHEMA = {
  title: 'Parameters',
  type: 'object',
  properties: {
    url: { title: 'url', position: 0, type: 'string' },
    order: { title: 'order', position: 1, $ref: '#/definitions/Order' },
  },
  required: ['url', 'order'],
  definitions: { Order: { type: 'object', properties: { count: { type: 'number' } }, required: ['count'] } },
}

function problems(
  parameters: Parameters<typeof checkParameters>[2],
  schema: Parameters<typeof checkParameters>[1] = SCHEMA,
): readonly string[] {
  try {
    checkParameters('flow', schema, parameters)
    return []
  } catch (error) {
    return error instanceof ParameterError ? error.problems.map(({ path, message }) => `${path}: ${message}`) : [String(error)]
  }
}

describe('parameters of a deployment', () => {
  it('may be some of the flow’s only', () => {
    expect(problems({ url: 'x' })).toEqual([])
    expect(problems({ order: { count: 1 } })).toEqual([])
  })

  it('must be known, with the names that are', () => {
    expect(problems({ ulr: 'x' })).toEqual(["ulr: unknown parameter; there are 'url', 'order'"])
  })

  it('may have any name where the flow takes them', () => {
    expect(problems({ other: 1 }, { ...SCHEMA, additionalProperties: true })).toEqual([])
  })

  it('must fit, down to the field that does not', () => {
    expect(problems({ url: 3, order: { count: 'many' } })).toEqual([
      'url: must be string, got 3',
      'order.count: must be number, got {"count":"many"}',
    ])
  })

  it('are not looked at without a schema', () => {
    expect(problems({ any: 1 }, null)).toEqual([])
  })
})
