import { expect, test } from 'vitest'
import { runName } from './run-name.ts'

test('fills a template with parameters', () => {
  const parameters = { city: 'Rome', order: { id: 7 }, at: new Date(0), list: [1, 2] }
  expect(runName('{city}/{order.id} {at} {list} {{raw}} {missing}', parameters)).toBe(
    'Rome/7 1970-01-01T00:00:00.000Z [1,2] {raw} {missing}',
  )
  expect(runName('{order.constructor}', parameters)).toBe('{order.constructor}')
  expect(runName(({ city }) => `to ${String(city)}`, parameters)).toBe('to Rome')
  expect(runName(undefined, parameters)).toBeUndefined()
})
