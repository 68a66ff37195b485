import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test('finds what was meant, nearest first', () => {
  expect(nearest('weather/dayli', ['weather/daily', 'weather/weekly', 'airports/daily'])).toEqual(['weather/daily'])
  expect(nearest('DAILY', ['weekly', 'daily', 'dail'])).toEqual(['daily', 'dail'])
  expect(nearest('daily', ['weather/daily'])).toEqual(['weather/daily'])
})

test('finds nothing when nothing is near', () => {
  expect(nearest('xyz', ['weather', 'airports'])).toEqual([])
})
