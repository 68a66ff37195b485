import { expect, it } from 'vitest'
import type { Schedule } from '../objects/schedule.ts'
import { checkSchedule } from './check-schedule.ts'

const cron = (text: string): Schedule => ({ cron: text, timezone: null, day_or: true })
const rrule = (text: string): Schedule => ({ rrule: text, timezone: 'UTC' })

it.each([
  cron('*/5 * * * *'),
  cron('0 22-2 * * fri-mon'),
  cron('0 0 l * *'),
  cron('0 0 * * 5#2'),
  cron('@daily'),
  cron('0 0 1 1 * 30 2030'),
  { interval: 0.5, timezone: 'Europe/Warsaw' },
  rrule('FREQ=DAILY'),
  rrule('DTSTART:20260101T180000\nRRULE:FREQ=HOURLY;INTERVAL=4;BYHOUR=11,14'),
  rrule('DTSTART:20260101T180000\nRRULE:FREQ=HOURLY;INTERVAL=5;BYHOUR=11'),
  rrule('DTSTART:20260101T000000\nRRULE:FREQ=SECONDLY;COUNT=1000000000'),
  rrule('RDATE:20260101T000000,20260102'),
])('finds no fault with %o', (schedule) => {
  expect(checkSchedule(schedule)).toBeUndefined()
})

it.each([
  [cron('61 * * * *'), 'cron', 'minute "61"'],
  [cron('* * * *'), 'cron', '5, 6 or 7 fields'],
  [cron(''), 'cron', 'got 0'],
  [cron('* * * * h'), 'cron', 'day of week "h"'],
  [cron('*/0 * * * *'), 'cron', 'minute "*/0"'],
  [cron('0 0 * * 1,5#2'), 'cron', 'mixes'],
  [cron('constructor * * * *'), 'cron', 'minute "constructor"'],
  [{ interval: 0, timezone: null }, 'interval', 'above 0, got 0'],
  [{ interval: Number.NaN, timezone: null }, 'interval', 'NaN'],
  [rrule('FREQ=SOMETIMES'), 'rrule', 'FREQ is SOMETIMES'],
  [rrule('INTERVAL=2'), 'rrule', 'FREQ is missing'],
  [rrule('FREQ=DAILY;BYHOUR=25'), 'rrule', 'BYHOUR has 25'],
  [rrule('FREQ=DAILY;INTERVAL=0'), 'rrule', 'INTERVAL is 0'],
  [rrule('FREQ=DAILY;BYFOO=1'), 'rrule', '"BYFOO"'],
  [rrule('DTSTART:yesterday\nFREQ=DAILY'), 'rrule', '"YESTERDAY"'],
  [rrule('DTSTART:20260230T000000\nFREQ=DAILY'), 'rrule', '20260230'],
  [rrule('FREQ=DAILY;BYHOUR=1,2;COUNT=1000000000'), 'rrule', 'COUNT is 1000000000'],
  [
    rrule('DTSTART:20260101T180000\nRRULE:FREQ=HOURLY;INTERVAL=4;BYHOUR=11,13'),
    'rrule',
    'INTERVAL=4 from 18 on never comes to BYHOUR=11,13',
  ],
  [rrule(`RDATE:${Array.from({ length: 600 }, () => '20260101T000000').join(',')}`), 'rrule', 'max length is 6500'],
  [{ ...cron('* * * * *'), timezone: 'Mars/Olympus' }, 'timezone', '"Mars/Olympus"'],
  [{ ...cron('* * * * *'), timezone: '+02:00' }, 'timezone', '+02:00'],
] as const)('names what is wrong with %o', (schedule, field, message) => {
  expect(checkSchedule(schedule)).toEqual({ field, message: expect.stringContaining(message) })
})
