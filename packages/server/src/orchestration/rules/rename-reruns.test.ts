import { expect, it } from 'vitest'
import { renameReruns } from './rename-reruns.ts'
import { decide, taskRun, told } from './testing.ts'

it.each([
  [0, 'Pending', 'ACCEPT RUNNING Running'],
  [0, 'AwaitingRetry', 'ACCEPT RUNNING Running'],
  [1, 'AwaitingRetry', 'ACCEPT RUNNING Retrying'],
  [1, 'Pending', 'ACCEPT RUNNING Rerunning'],
])('after %s runs, from %s: %s', (run_count, name, outcome) => {
  const verdict = decide(renameReruns, { run: taskRun({ run_count }), from: { type: 'SCHEDULED', name }, to: { type: 'RUNNING' } })
  expect(told(verdict)).toBe(outcome)
})
