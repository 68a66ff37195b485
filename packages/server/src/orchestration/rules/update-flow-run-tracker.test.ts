import { expect, it } from 'vitest'
import { decide, taskRun } from './testing.ts'
import { updateFlowRunTracker } from './update-flow-run-tracker.ts'

const BEGINS = { from: { type: 'PENDING' }, to: { type: 'RUNNING' } } as const

it('remembers the run of the flow run in which the task runs', () => {
  const verdict = decide(updateFlowRunTracker, { run: taskRun({ flow_run_now_run_count: 2 }), ...BEGINS })
  expect('afterwards' in verdict && verdict.afterwards?.(taskRun())).toEqual({ flow_run_run_count: 2 })
})

it('has nothing to remember without a flow run', () => {
  expect(decide(updateFlowRunTracker, { run: taskRun({ flow_run_now_run_count: null }), ...BEGINS })).not.toHaveProperty('afterwards')
})
