import { expect, test } from 'vitest'
import { orderOf } from './orders.ts'

test.each([
  ['CREATED_DESC', 'CREATED_DESC'],
  [undefined, 'NAME_ASC'],
  ['ID_DESC', 'NAME_ASC'],
  [7, 'NAME_ASC'],
])('an address that says %j orders by %s', (given, order) => {
  expect(orderOf(given)).toBe(order)
})
