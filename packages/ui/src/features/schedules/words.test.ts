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
  ['0 9 * * 1,5', 'Every Monday and Friday at 09:00, Europe/Berlin'],
  ['0 0 15 * *', 'On day 15 of every month at 00:00, Europe/Berlin'],
  ['@daily', '@daily, Europe/Berlin'],
])('cron %s', (cron, words) => {
  expect(scheduleInWords({ cron, timezone: 'Europe/Berlin', day_or: true })).toBe(words)
})

test('an interval is a duration, a rule stands as written, and no zone is UTC', () => {
  expect(scheduleInWords({ interval: 7200, timezone: null })).toBe('Every 2 hours, UTC')
  expect(scheduleInWords({ interval: 3600, timezone: null })).toBe('Every hour, UTC')
  expect(scheduleInWords({ interval: 5400, timezone: null })).toBe('Every 1 hour 30 minutes, UTC')
  expect(scheduleInWords({ rrule: 'FREQ=DAILY', timezone: null })).toBe('FREQ=DAILY, UTC')
})

test.each([
  ['FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=9;BYMINUTE=0;BYSECOND=0', 'Every Monday and Friday at 09:00, UTC'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;BYHOUR=9;BYMINUTE=0', 'Every 2 weeks on Sunday at 09:00, UTC'],
  ['FREQ=DAILY;INTERVAL=3;BYHOUR=2;BYMINUTE=30', 'Every 3 days at 02:30, UTC'],
  ['FREQ=HOURLY;INTERVAL=2;BYMINUTE=5', 'Every 2 hours at minute 5, UTC'],
  ['FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=0;BYMINUTE=0', 'On day 1 of every month at 00:00, UTC'],
])('rule %s', (rrule, words) => {
  expect(scheduleInWords({ rrule, timezone: 'UTC' })).toBe(words)
})
