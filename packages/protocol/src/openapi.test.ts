import { expect, test } from 'vitest'
import { openApiDocument } from './openapi.ts'
import { routes } from './routes/routes.ts'

const document = openApiDocument(routes, '1.0.0')
const { schemas } = document.components

test('every named schema says what it is itself', () => {
  for (const [name, schema] of Object.entries(schemas)) expect(schema, name).not.toHaveProperty('$ref')
})

test('every reference leads to a named schema', () => {
  const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name)
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name) => !(name in schemas))).toEqual([])
})

test('an answer without content is described without one', () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations)) {
      expect((operation['responses'] as Record<string, object>)['204'] ?? {}, path).not.toHaveProperty('content')
    }
  }
})
