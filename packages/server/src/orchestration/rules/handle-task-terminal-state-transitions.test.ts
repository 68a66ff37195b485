import type { StateCreateInput } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { handleTaskTerminalStateTransitions as rule } from './handle-task-terminal-state-transitions.ts'
import { decide, taskRun, told } from './testing.ts'

const cases: readonly [from: StateCreateInput, to: StateCreateInput, outcome: string][] = [
  [{ type: 'COMPLETED' }, { type: 'CRASHED' }, 'ABORT: Run is already COMPLETED.'],
  [{ type: 'FAILED' }, { type: 'CANCELLING' }, 'ABORT: Run is already FAILED.'],
  [{ type: 'COMPLETED', data: { type: 'reference' } }, { type: 'RUNNING' }, 'REJECT -: This run is already completed.'],
  [{ type: 'COMPLETED', data: { type: 'reference' } }, { type: 'FAILED' }, 'REJECT -: This run is already completed.'],
  [{ type: 'COMPLETED', data: { type: 'unpersisted' } }, { type: 'RUNNING' }, 'ACCEPT RUNNING Running'],
  [{ type: 'CANCELLED' }, { type: 'COMPLETED' }, 'ACCEPT COMPLETED Completed'],
]

it.each(cases)('from %j to %j: %s', (from, to, outcome) => {
  expect(told(decide(rule, { run: taskRun({ flow_run_run_count: 1 }), from, to }))).toBe(outcome)
})

it('gives a rerun all its retries back', () => {
  const run = taskRun({ run_count: 3, flow_run_run_count: 1 })
  expect(decide(rule, { run, from: { type: 'FAILED' }, to: { type: 'SCHEDULED' } })).toMatchObject({ run: { run_count: 0 } })
  expect(decide(rule, { run, from: { type: 'FAILED' }, to: { type: 'COMPLETED' } })).not.toHaveProperty('run')
})

it('names a rerun under a retried flow run so', () => {
  const run = taskRun({ flow_run_run_count: 1, flow_run_now_run_count: 2 })
  expect(told(decide(rule, { run, from: { type: 'FAILED' }, to: { type: 'RUNNING' } }))).toBe('ACCEPT RUNNING Retrying')
})
