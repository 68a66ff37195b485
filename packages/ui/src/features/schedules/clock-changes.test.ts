import { nextRuns } from '@millrace/protocol/schedules'
import type { Schedule } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { strangeDays } from './clock-changes.ts'

const FROM = Date.UTC(2026, 10, 21)
const starts = (schedule: Schedule) => (from: number, limit: number) =>
  nextRuns(schedule, { after: `${new Date(from).toISOString().slice(0, 23)}000Z`, limit })

const cron = (text: string, timezone: string): Schedule => ({ cron: text, timezone, day_or: true })

test('a start in the hour that does not exist, or comes twice, is told of a year ahead', () => {
  const found = strangeDays('Europe/Berlin', FROM, starts(cron('30 2 * * *', 'Europe/Berlin')))
  expect(found.map(({ at, minutes, usual }) => ({ at: new Date(at).toISOString(), minutes, usual }))[0]).toEqual({
    at: '2027-03-28T01:00:00.000Z',
    minutes: 60,
    usual: ['02:30'],
  })
  expect(found[0]?.starts).not.toContain('02:30')
})

test('a start at another hour is the same on every day', () => {
  expect(strangeDays('Europe/Berlin', FROM, starts(cron('0 9 * * *', 'Europe/Berlin')))).toEqual([])
})

test('where the clocks do not change there is nothing to tell', () => {
  expect(strangeDays('Asia/Tokyo', FROM, starts(cron('30 2 * * *', 'Asia/Tokyo')))).toEqual([])
  expect(strangeDays('UTC', FROM, starts(cron('* * * * *', 'UTC')))).toEqual([])
})
