import { expect, test } from 'vitest'
import { scheduleInWords } from './words.ts'

test.each([
  ['30 2 * * *', 'Every day at 02:30, Europe/Berlin'],
  ['0 9 * * 1', 'Every Monday at 09:00, Europe/Berlin'],
  ['5 * * * *', 'Every hour at minute 5, Europe/Berlin'],
  ['*/15 * * * *', 'Every 15 minutes, Europe/Berlin'],
  ['* * * * *', 'Every minute, Europe/Berlin'],
  ['0 9 1 * 1', '0 9 1 * 1, Europe/Berlin'],
  ['*/5 9 * * *', '*/5 9 * * *, Europe/Berlin'],
  ['@daily', '@daily, Europe/Berlin'],
])('cron %s', (cron, words) => {
  expect(scheduleInWords({ cron, timezone: 'Europe/Berlin', day_or: true })).toBe(words)
})

test('an interval is a duration, a rule stands as written, and no zone is UTC', () => {
  expect(scheduleInWords({ interval: 7200, timezone: null })).toBe('Every 2 h 00 min, UTC')
  expect(scheduleInWords({ rrule: 'FREQ=DAILY', timezone: null })).toBe('FREQ=DAILY, UTC')
})
