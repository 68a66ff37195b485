import { expect, test } from 'vitest'
import { tableOf } from './table-data.ts'

test.each([
  [
    [{ a: 1 }, { a: 'x', b: null }],
    ['a', 'b'],
    [
      ['1', ''],
      ['x', ''],
    ],
  ],
  ['[{"a": {"deep": true}}]', ['a'], [['{"deep":true}']]],
  [
    [[1, 2], [3]],
    ['1', '2'],
    [
      ['1', '2'],
      ['3', ''],
    ],
  ],
  [
    { city: ['Oslo', 'Rome'], lat: [60] },
    ['city', 'lat'],
    [
      ['Oslo', '60'],
      ['Rome', ''],
    ],
  ],
  [[], [], []],
])('%j is a table', (data, columns, rows) => {
  expect(tableOf(data)).toEqual({ columns, rows })
})

test.each([[null], [7], ['# text'], [[1, 2]], [{ a: 1 }], [{}]])('%j is none', (data) => {
  expect(tableOf(data)).toBeUndefined()
})
