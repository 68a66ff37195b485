import { expect, test } from 'vitest'
import { collected, refusedValues } from './faults.ts'

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

test('a refusal in one sentence stands at the field that it names', () => {
  const named = "Error updating deployment: Validation failed for field 'place.lat'. Failure reason: 'x' is not of type 'number'"
  expect([...refusedValues([named])]).toEqual([['place/lat', [named]]])
  expect([...refusedValues(['Validation failed'])]).toEqual([['', ['Validation failed']]])
  expect(refusedValues([]).size).toBe(0)
})
