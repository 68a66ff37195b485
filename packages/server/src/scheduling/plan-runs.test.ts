import { addSeconds, type Schedule, type Timestamp } from '@millrace/protocol'
import { nextRuns } from '@millrace/protocol/schedules'
import { describe, expect, it } from 'vitest'
import { type Horizon, planRuns } from './plan-runs.ts'

/** What is to come out, taken from all times that there are. */
function plainly(schedule: Schedule, { start, end, minTime, minRuns, maxRuns }: Horizon): Timestamp[] {
  const times = nextRuns(schedule, { after: start, limit: maxRuns, until: end })
  const enough = times.findIndex((time, index) => index + 1 >= minRuns && time >= addSeconds(start, minTime))
  return enough === -1 ? times : times.slice(0, enough + 1)
}

const cron = (text: string): Schedule => ({ cron: text, timezone: 'Europe/Warsaw', day_or: true })

const SCHEDULES: readonly Schedule[] = [
  ...['* * * * *', '*/7 * * * *', '0 * * * *', '30 2 * * *', '0 6 * * *', '15 2,3 * * 0', '0 0 29 2 *'].map(cron),
  { interval: 900, anchor_date: '2024-01-01T00:00:00.000000Z', timezone: 'Europe/Warsaw' },
  { rrule: 'FREQ=HOURLY;INTERVAL=5', timezone: 'Europe/Warsaw' },
]

describe.each([
  ['in summer', '2026-07-01T10:00:00.000000Z'],
  ['before the clocks are set forward', '2026-03-28T23:30:00.000000Z'],
  ['before the clocks are set back', '2026-10-24T23:30:00.000000Z'],
])('what is planned %s', (_label, from) => {
  it.each(SCHEDULES)('of %j is the beginning of all there is', (schedule) => {
    for (let minutes = 0; minutes < 240; minutes += 47) {
      const start = addSeconds(from, minutes * 60)
      for (const [minTime, minRuns, maxRuns] of [
        [3600, 3, 100],
        [0, 1, 100],
        [10_800, 5, 400],
        [3600, 3, 4],
      ] as const) {
        const horizon = { start, end: addSeconds(start, 8_640_000), minTime, minRuns, maxRuns }
        expect(planRuns(schedule, horizon)).toEqual(plainly(schedule, horizon))
      }
    }
  })
})
