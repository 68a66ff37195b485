import { expect, test } from 'vitest'
import { asKind, kindOfValue } from './typed-value.ts'

test.each([
  ['a', 'text'],
  [1, 'number'],
  [false, 'boolean'],
  [[1], 'json'],
  [null, 'json'],
])('%j is put in as %s', (value, kind) => {
  expect(kindOfValue(value)).toBe(kind)
})

test.each([
  ['30', 'number', 30],
  ['thirty', 'number', 0],
  [30, 'text', '30'],
  ['true', 'boolean', true],
  ['[1, 2]', 'json', [1, 2]],
  ['not json', 'json', 'not json'],
  [{ a: 1 }, 'text', '{"a":1}'],
] as const)('%j as %s is %j', (value, kind, as) => {
  expect(asKind(value, kind)).toEqual(as)
})
