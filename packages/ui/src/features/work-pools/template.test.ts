import { expect, test } from 'vitest'
import { defaultsOf, schemaWithoutDefaults, withDefaults } from './template.ts'

const TEMPLATE = {
  job_configuration: { image: '{{ image }}' },
  variables: {
    type: 'object',
    properties: {
      image: { type: 'string', default: 'shop:1' },
      memory: { anyOf: [{ type: 'integer' }, { type: 'null' }], default: null },
      env: { type: 'object' },
    },
  },
}

test('defaults are read, changed and taken away, and nothing else of the template', () => {
  expect(defaultsOf(TEMPLATE)).toEqual({ image: 'shop:1' })
  expect(withDefaults(TEMPLATE, defaultsOf(TEMPLATE))).toEqual(TEMPLATE)
  const changed = withDefaults(TEMPLATE, { env: { A: '1' }, memory: 512 })
  expect(changed).toMatchObject({ job_configuration: TEMPLATE.job_configuration })
  expect(defaultsOf(changed)).toEqual({ env: { A: '1' }, memory: 512 })
})

test('a pool that no worker has described yet has none', () => {
  expect(defaultsOf({})).toEqual({})
  expect(withDefaults({}, { a: 1 })).toEqual({})
  expect(schemaWithoutDefaults({})).toBeNull()
  expect(schemaWithoutDefaults(TEMPLATE)).toMatchObject({ properties: { image: { type: 'string' } } })
})
