import { type StateType, stateDetails } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { preventRunningTasksFromStoppedFlows as rule } from './prevent-running-tasks-from-stopped-flows.ts'
import { at, decide, taskRun, told } from './testing.ts'

const STOPPED = 'ABORT: The enclosing flow must be running to begin task execution.'
const BEGINS = { from: { type: 'PENDING' }, to: { type: 'RUNNING' } } as const

it.each<[StateType | null, string]>([
  ['RUNNING', 'ACCEPT RUNNING Running'],
  [null, STOPPED],
  ['SCHEDULED', STOPPED],
  ['CANCELLING', STOPPED],
  ['COMPLETED', STOPPED],
])('under a flow run that is %s: %s', (flow_run_state_type, outcome) => {
  expect(told(decide(rule, { run: taskRun({ flow_run_state_type }), ...BEGINS }))).toBe(outcome)
})

it('lets a task without a flow run begin', () => {
  const run = taskRun({ flow_run_id: null, flow_run_state_type: null, flow_run_now_run_count: null })
  expect(told(decide(rule, { run, ...BEGINS }))).toBe('ACCEPT RUNNING Running')
})

it('pauses a task under a paused flow run until the same time', () => {
  const run = taskRun({ flow_run_state_type: 'PAUSED' })
  const verdict = decide(rule, { run, ...BEGINS, facts: stateDetails.parse({ pause_timeout: at(60), pause_reschedule: true }) })
  expect(told(verdict)).toBe(
    `REJECT PAUSED NotReady: The flow is paused, new tasks can execute after resuming flow run: ${run.flow_run_id}.`,
  )
  expect(verdict).toMatchObject({ to: { state_details: { pause_timeout: at(60), pause_reschedule: true } } })
})
