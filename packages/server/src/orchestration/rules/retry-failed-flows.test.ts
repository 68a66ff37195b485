import { expect, it } from 'vitest'
import { retryFailedFlows as rule } from './retry-failed-flows.ts'
import { at, decide, flowRun, told } from './testing.ts'

const policy = flowRun().empirical_policy
const FAILS = { from: { type: 'RUNNING' }, to: { type: 'FAILED', message: 'no' } } as const

it.each([
  [null, 1, 'ACCEPT FAILED Failed'],
  [0, 1, 'ACCEPT FAILED Failed'],
  [1, 1, 'REJECT SCHEDULED AwaitingRetry: Retrying'],
  [1, 2, 'ACCEPT FAILED Failed'],
  [2, 2, 'REJECT SCHEDULED AwaitingRetry: Retrying'],
])('%s retries, run %s: %s', (retries, run_count, outcome) => {
  expect(told(decide(rule, { run: flowRun({ run_count, empirical_policy: { ...policy, retries } }), ...FAILS }))).toBe(outcome)
})

it('waits for the delay, with the message of the failure, and forgets the pauses of the run', () => {
  const empirical_policy = { ...policy, retries: 1, retry_delay: 30, pause_keys: ['a'], resuming: true }
  expect(decide(rule, { run: flowRun({ run_count: 1, empirical_policy }), ...FAILS })).toMatchObject({
    to: { message: 'no', state_details: { scheduled_time: at(30) } },
    run: { empirical_policy: { retry_type: 'in_process', pause_keys: [], resuming: false } },
  })
})

it('forgets how the last retry was made when there is none left, except for 2.20', () => {
  const run = flowRun({ run_count: 2, empirical_policy: { ...policy, retries: 1, retry_type: 'in_process' } })
  expect(decide(rule, { run, ...FAILS })).toMatchObject({ run: { empirical_policy: { retry_type: null } } })
  expect(decide(rule, { run, ...FAILS, caller: '2.20' })).not.toHaveProperty('run')
})
