import { expect, it } from 'vitest'
import { at, flowRun, NOW, proposal } from '../rules/testing.ts'
import { scheduledStart } from './scheduled-start.ts'

const scheduled = proposal({ type: 'SCHEDULED', state_details: { scheduled_time: at(60) } })

it('expects a scheduled run at its time', () => {
  expect(scheduledStart(flowRun(), scheduled)).toEqual({ expected_start_time: at(60), next_scheduled_start_time: at(60) })
})

it('expects any other run at its first state', () => {
  expect(scheduledStart(flowRun(), proposal({ type: 'PENDING' }))).toEqual({ expected_start_time: NOW, next_scheduled_start_time: null })
})

it('keeps what was expected first, and forgets the next start once the run is claimed', () => {
  const run = flowRun({ expected_start_time: at(-60), next_scheduled_start_time: at(-60) })
  expect(scheduledStart(run, scheduled)).toEqual({ expected_start_time: at(-60), next_scheduled_start_time: at(60) })
  expect(scheduledStart(run, proposal({ type: 'PENDING' }))).toEqual({ expected_start_time: at(-60), next_scheduled_start_time: null })
})
