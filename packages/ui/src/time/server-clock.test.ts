import { expect, test } from 'vitest'
import { noteServerTime, serverTime } from './server-clock.ts'

const NOW = Date.UTC(2026, 10, 21, 12)

test.each([
  ['Sat, 21 Nov 2026 12:00:00 GMT', NOW],
  ['Sat, 21 Nov 2026 12:00:02 GMT', NOW],
  ['Sat, 21 Nov 2026 12:10:00 GMT', NOW + 600_500],
  ['Sat, 21 Nov 2026 10:00:00 GMT', NOW - 7_199_500],
])('with a server whose clock shows %s it is %i', (date, time) => {
  noteServerTime(date, NOW)
  expect(serverTime(NOW)).toBe(time)
})

test('an answer that does not say the time changes nothing', () => {
  noteServerTime('Sat, 21 Nov 2026 12:10:00 GMT', NOW)
  noteServerTime(null, NOW)
  noteServerTime('now', NOW)
  expect(serverTime(NOW)).toBe(NOW + 600_500)
})
