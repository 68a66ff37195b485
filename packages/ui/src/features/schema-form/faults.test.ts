import { expect, test } from 'vitest'
import { collected } from './faults.ts'

test('what is wrong below properties and indices is found at its place', () => {
  const faults = collected([
    'must not be empty',
    { property: 'places', errors: [{ index: 1, errors: [{ property: 'city', errors: ['is required', 'is short'] }] }] },
  ])
  expect([...faults]).toEqual([
    ['', ['must not be empty']],
    ['places/1/city', ['is required', 'is short']],
  ])
})
