import { expect, test } from 'vitest'
import { directionOf, orderAfter, rowsInOrder } from './row-order.ts'

const ROWS = [
  { name: 'b', size: 10 },
  { name: 'C', size: 9 },
  { name: 'a', size: 100 },
]
const COLUMNS = [
  { key: 'name', sort: ({ name }: (typeof ROWS)[number]) => name },
  { key: 'size', sort: ({ size }: (typeof ROWS)[number]) => size },
  { key: 'looks' },
]
const names = (by: string | undefined): string =>
  rowsInOrder(ROWS, COLUMNS, by)
    .map(({ name }) => name)
    .join('')

test('rows are ordered by words, by numbers, in both directions, and stay as they are where no such column is', () => {
  expect(names('name')).toBe('abC')
  expect(names('-name')).toBe('Cba')
  expect(names('size')).toBe('Cba')
  expect(names('-size')).toBe('abC')
  for (const by of [undefined, 'looks', 'nonsense', '-']) expect(names(by), by).toBe('bCa')
})

test('a click on a head orders by it, a second one the other way round', () => {
  expect(orderAfter('name', undefined)).toBe('name')
  expect(orderAfter('name', 'name')).toBe('-name')
  expect(orderAfter('name', '-name')).toBe('name')
  expect(orderAfter('name', 'size')).toBe('name')
  expect([directionOf('name', 'name'), directionOf('name', '-name'), directionOf('name', 'size')]).toEqual([
    'ascending',
    'descending',
    'none',
  ])
})
