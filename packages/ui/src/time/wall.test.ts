import { expect, test } from 'vitest'
import { instantOf, wallOf } from './wall.ts'

test.each([
  ['2026-11-21T02:30', 'Europe/Berlin', '2026-11-21T01:30:00.000Z'],
  ['2026-07-01T02:30', 'Europe/Berlin', '2026-07-01T00:30:00.000Z'],
  ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-01-01T00:00', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
  ['2026-01-01T00:00', 'UTC', '2026-01-01T00:00:00.000Z'],
])('%s in %s', (wall, zone, iso) => {
  expect(new Date(instantOf(wall, zone)).toISOString()).toBe(iso)
  expect(wallOf(Date.parse(iso), zone)).toBe(wall)
})

test('what is no time is no number', () => {
  expect(instantOf('', 'UTC')).toBeNaN()
})
