import { expect, it } from 'vitest'
import { schedule, type ScheduleInput } from '../objects/schedule.ts'
import { nextRuns } from './next-runs.ts'

const runs = (given: ScheduleInput, after = '2026-03-01T00:00:00.000000Z', limit = 3, until?: string): string[] =>
  nextRuns(schedule.parse(given), { after, limit, until })

it('counts a run at the very start of the window', () => {
  expect(runs({ cron: '0 0 * * *' })).toEqual(['2026-03-01T00:00:00.000000Z', '2026-03-02T00:00:00.000000Z', '2026-03-03T00:00:00.000000Z'])
})

it('leaves out a run that was due a microsecond ago', () => {
  expect(runs({ cron: '0 0 * * *' }, '2026-03-01T00:00:00.000001Z', 1)).toEqual(['2026-03-02T00:00:00.000000Z'])
})

it('ends with the window, its end included', () => {
  expect(runs({ interval: 3600 }, undefined, 100, '2026-03-01T02:00:00.000000Z')).toHaveLength(3)
  expect(runs({ interval: 3600 }, undefined, 100, '2026-02-01T02:00:00.000000Z')).toEqual([])
})

it('never gives a time before the window where the clocks have just gone forward', () => {
  const after = '2026-03-08T06:20:00.000000Z'
  expect(runs({ cron: '0 * * * *', timezone: 'America/New_York' }, after, 1)).toEqual(['2026-03-08T07:00:00.000000Z'])
})

it('keeps microseconds of an interval and its anchor', () => {
  expect(runs({ interval: 0.25, anchor_date: '2026-01-01T00:00:00.000001Z' }, undefined, 2)).toEqual([
    '2026-03-01T00:00:00.000001Z',
    '2026-03-01T00:00:00.250001Z',
  ])
})

it('makes no more than a thousand runs', () => {
  expect(runs({ cron: '* * * * *' }, undefined, 1_000_000)).toHaveLength(1000)
  expect(runs({ cron: '* * * * *' }, undefined, 0)).toEqual([])
})

const NEVER: readonly ScheduleInput[] = [
  { cron: '0 0 30 2 *' },
  { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' },
  { rrule: 'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30' },
  { rrule: 'FREQ=HOURLY;INTERVAL=24;BYHOUR=5' },
  { rrule: 'FREQ=SECONDLY;INTERVAL=60;BYSECOND=30' },
  { rrule: 'FREQ=MONTHLY;INTERVAL=2;BYMONTH=2' },
  { rrule: 'FREQ=DAILY\nEXRULE:FREQ=DAILY' },
  { rrule: 'FREQ=DAILY;COUNT=1' },
]

it.each(NEVER)('ends although the schedule never matches: %o', (given) => {
  expect(runs(given)).toEqual([])
})

it('enters a rule of every second where the window begins', () => {
  expect(runs({ rrule: 'FREQ=SECONDLY' }, '2026-03-01T00:00:00.000000Z', 1)).toEqual(['2026-03-01T00:00:00.000000Z'])
})

it('counts runs that are over without making them', () => {
  const rrule = `FREQ=SECONDLY;COUNT=${(Date.UTC(2026, 2, 1) - Date.UTC(2020, 0, 1)) / 1000 + 2}`
  expect(runs({ rrule })).toEqual(['2026-03-01T00:00:00.000000Z', '2026-03-01T00:00:01.000000Z'])
})

it('stays within the years that a timestamp can name', () => {
  expect(runs({ interval: 1e11, anchor_date: '2026-01-01T00:00:00Z' }, '2026-03-01T00:00:00.000000Z')).toHaveLength(2)
  expect(runs({ interval: 8e13, timezone: 'Europe/Warsaw' })).toEqual([])
  expect(runs({ rrule: 'FREQ=YEARLY;INTERVAL=99999999999', timezone: 'Europe/Warsaw' })).toEqual([])
  expect(runs({ rrule: 'FREQ=SECONDLY;INTERVAL=99999999999999', timezone: 'Europe/Warsaw' })).toEqual([])
})
