import { describe, expect, it } from 'vitest'
import { scheduleFrom } from './schedule-options.ts'

describe('schedule options', () => {
  it.each([
    [
      { cron: '0 6 * * *', timezone: 'Europe/Berlin' },
      { cron: '0 6 * * *', timezone: 'Europe/Berlin', day_or: true },
    ],
    [
      { cron: '0 6 1 * 1', dayOr: false },
      { cron: '0 6 1 * 1', timezone: 'UTC', day_or: false },
    ],
    [
      { interval: 60, anchorDate: '2026-01-02T03:04:05Z' },
      { interval: 60, anchor_date: '2026-01-02T03:04:05.000000Z', timezone: 'UTC' },
    ],
    [{ rrule: 'FREQ=HOURLY' }, { rrule: 'FREQ=HOURLY', timezone: 'UTC' }],
    [{ rrule: '{"rrule": "FREQ=DAILY", "timezone": "Asia/Tokyo"}' }, { rrule: 'FREQ=DAILY', timezone: 'Asia/Tokyo' }],
    [{}, undefined],
  ])('%j', (options, schedule) => {
    expect(scheduleFrom(options)).toEqual(schedule)
  })

  it.each([
    [{ cron: '* * * * *', interval: 60 }, 'Only one schedule type can be provided.'],
    [{ cron: '* * * * *', anchorDate: '2026-01-01' }, 'An anchor date can only be provided with an interval schedule'],
    [{ timezone: 'UTC' }, 'A timezone can only be provided with a schedule: give cron, interval or rrule as well'],
    [{ interval: 60, anchorDate: 'soon' }, 'expected the anchor date to be an ISO 8601 time, got "soon"'],
    [{ interval: 0 }, 'Invalid interval: expected seconds above 0, got 0'],
    [{ cron: '61 * * * *' }, 'Invalid cron string: "61 * * * *"'],
    [{ rrule: 'FREQ=SOMETIMES' }, 'Invalid RRule string "FREQ=SOMETIMES"'],
    [{ cron: '* * * * *', timezone: 'Mars/Base' }, 'Invalid timezone: "Mars/Base"'],
    [{ rrule: '{"rrule": 3}' }, 'expected the JSON of an rrule to have "rrule"'],
  ])('%j are refused', (options, message) => {
    expect(() => scheduleFrom(options)).toThrow(message)
  })
})
