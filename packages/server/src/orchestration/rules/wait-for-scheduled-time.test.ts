import { expect, it } from 'vitest'
import { at, decide, flowRun, told } from './testing.ts'
import { waitForScheduledTime } from './wait-for-scheduled-time.ts'

it.each([
  [undefined, 'ACCEPT RUNNING Running'],
  [-60, 'ACCEPT RUNNING Running'],
  [0.4, 'ACCEPT RUNNING Running'],
  [0.6, 'WAIT 1: Scheduled time is in the future'],
  [60, 'WAIT 60: Scheduled time is in the future'],
])('%s seconds from now: %s', (seconds, outcome) => {
  const details = seconds === undefined ? {} : { scheduled_time: at(seconds) }
  const verdict = decide(waitForScheduledTime, {
    run: flowRun(),
    from: { type: 'PENDING', state_details: details },
    to: { type: 'RUNNING' },
  })
  expect(told(verdict)).toBe(outcome)
})
