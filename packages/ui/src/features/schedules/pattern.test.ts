import { expect, test } from 'vitest'
import { cronOf, patternOfCron, patternOfRule, ruleOf } from './pattern.ts'

test.each(['5 * * * *', '30 2 * * *', '0 9 * * 1,5', '0 0 15 * *'])('cron %s is read and written', (cron) => {
  const pattern = patternOfCron(cron)
  expect(pattern === undefined ? undefined : cronOf(pattern)).toBe(cron)
})

test.each(['*/5 * * * *', '0 9 1 * 1', '0 9 * 3 *', '@daily', '0 0 9 * * *', '0 9-17 * * *'])(
  'the builder leaves cron %s alone',
  (cron) => {
    expect(patternOfCron(cron)).toBeUndefined()
  },
)

test.each([
  'FREQ=HOURLY;INTERVAL=2;BYMINUTE=5;BYSECOND=0',
  'FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;BYHOUR=9;BYMINUTE=0;BYSECOND=0',
  'FREQ=MONTHLY;BYMONTHDAY=15;BYHOUR=0;BYMINUTE=0;BYSECOND=0',
])('rule %s is read and written', (rule) => {
  const pattern = patternOfRule(rule)
  expect(pattern === undefined ? undefined : ruleOf(pattern)).toBe(rule)
})

test.each([
  'FREQ=DAILY',
  'FREQ=WEEKLY;BYDAY=1MO;BYHOUR=9;BYMINUTE=0',
  'FREQ=DAILY;COUNT=3;BYHOUR=9;BYMINUTE=0',
  'DTSTART:20260101T000000\nRRULE:FREQ=DAILY',
  'FREQ=YEARLY;BYHOUR=9;BYMINUTE=0',
  'FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0',
])('the builder leaves rule %s alone', (rule) => {
  expect(patternOfRule(rule)).toBeUndefined()
})
