import { expect, it } from 'vitest'
import { retryFailedTasks as rule } from './retry-failed-tasks.ts'
import { at, decide, taskRun, told } from './testing.ts'

const policy = taskRun().empirical_policy
const FAILS = { from: { type: 'RUNNING' }, to: { type: 'FAILED', message: 'no' } } as const

it.each([
  [null, 1, 'ACCEPT FAILED Failed'],
  [1, 1, 'REJECT SCHEDULED AwaitingRetry: Retrying'],
  [1, 2, 'ACCEPT FAILED Failed'],
])('%s retries, run %s: %s', (retries, run_count, outcome) => {
  expect(told(decide(rule, { run: taskRun({ run_count, empirical_policy: { ...policy, retries } }), ...FAILS }))).toBe(outcome)
})

it('leaves a failure alone that the client calls final', () => {
  const run = taskRun({ run_count: 1, empirical_policy: { ...policy, retries: 3 } })
  const to = { type: 'FAILED', state_details: { retriable: false } } as const
  expect(told(decide(rule, { run, from: FAILS.from, to }))).toBe('ACCEPT FAILED Failed')
})

it.each([
  [null, 1, 0],
  [5, 1, 5],
  [[1, 2, 8], 1, 1],
  [[1, 2, 8], 3, 8],
  [[1, 2, 8], 4, 8],
  [[], 1, 0],
])('with the delay %j, run %s waits for %s seconds', (retry_delay, run_count, seconds) => {
  const run = taskRun({ run_count, empirical_policy: { ...policy, retries: 9, retry_delay } })
  expect(decide(rule, { run, ...FAILS })).toMatchObject({ to: { message: 'no', state_details: { scheduled_time: at(seconds) } } })
})

it.each([
  [0, 75.177],
  [0.5, 98.877],
  [0.999999, 130],
])('spreads a delay of 100 by a factor of 0.3 as Prefect does: drawn %s, about %s seconds', (chance, seconds) => {
  const empirical_policy = { ...policy, retries: 1, retry_delay: 100, retry_jitter_factor: 0.3 }
  const verdict = decide(rule, { run: taskRun({ run_count: 1, empirical_policy }), ...FAILS, chance })
  const time = ('to' in verdict && verdict.to?.state_details.scheduled_time) || ''
  expect((Date.parse(time) - Date.parse(at(0))) / 1000).toBeCloseTo(seconds, 2)
})
