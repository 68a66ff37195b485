import { expect, test } from 'vitest'
import { backoffSeconds, retryAfterSeconds } from './retry.ts'

test('doubles the wait and lets it grow by the jitter', () => {
  expect([0, 1, 2, 3].map((retry) => backoffSeconds(retry, 0.5, 0))).toEqual([1, 2, 4, 8])
  expect(backoffSeconds(2, 0.5, 1)).toBe(6)
})

test('reads Retry-After as seconds or as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  expect(retryAfterSeconds({ 'retry-after': '3' }, now)).toBe(3)
  expect(retryAfterSeconds({ 'retry-after': 'Thu, 01 Jan 2026 00:00:10 GMT' }, now)).toBe(10)
  expect(retryAfterSeconds({ 'retry-after': 'Wed, 31 Dec 2025 00:00:10 GMT' }, now)).toBe(0)
  expect(retryAfterSeconds({ 'retry-after': 'soon' }, now)).toBeUndefined()
  expect(retryAfterSeconds({}, now)).toBeUndefined()
})
