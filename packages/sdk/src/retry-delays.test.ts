import { expect, test } from 'vitest'
import { delayBefore, delaysOnWire, exponential } from './retry-delays.ts'

test('the delay of a retry comes from a number, a list whose last repeats, or a function', () => {
  expect([1, 2].map((retry) => delayBefore(retry, 5, 0, 0.5))).toEqual([5, 5])
  expect([1, 2, 3].map((retry) => delayBefore(retry, [1, 5], 0, 0.5))).toEqual([1, 5, 5])
  expect([1, 2, 3, 4].map((retry) => delayBefore(retry, exponential({ first: 2, most: 10 }), 0, 0.5))).toEqual([2, 4, 8, 10])
  expect(delayBefore(1, [], 0, 0.5)).toBe(0)
})

test('jitter spreads a delay around itself', () => {
  expect([0, 0.5, 1].map((random) => delayBefore(1, 10, 0.2, random))).toEqual([8, 10, 12])
})

test('the API gets numbers', () => {
  expect(delaysOnWire(3, 5)).toBe(5)
  expect(delaysOnWire(3, [1, 2])).toEqual([1, 2])
  expect(delaysOnWire(3, exponential())).toEqual([1, 2, 4])
  expect(delaysOnWire(1000, exponential())).toHaveLength(50)
})
