import { expect, it } from 'vitest'
import { copyScheduledTime } from './copy-scheduled-time.ts'
import { at, decide, flowRun } from './testing.ts'

const from = { type: 'SCHEDULED', state_details: { scheduled_time: at(-60) } } as const

it('gives a pending state the time of the scheduled one', () => {
  const verdict = decide(copyScheduledTime, { run: flowRun(), from, to: { type: 'PENDING' } })
  expect(verdict).toMatchObject({ to: { state_details: { scheduled_time: at(-60) } } })
})

it('keeps a time that was proposed', () => {
  const to = { type: 'PENDING', state_details: { scheduled_time: at(5) } } as const
  expect(decide(copyScheduledTime, { run: flowRun(), from, to })).toMatchObject({ to: { state_details: { scheduled_time: at(5) } } })
})
