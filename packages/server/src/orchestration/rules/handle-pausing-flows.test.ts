import type { StateCreateInput } from '@millrace/protocol'
import { expect, it } from 'vitest'
import type { Verdict } from '../rule.ts'
import type { FlowRun } from '../runs.ts'
import { handlePausingFlows as rule } from './handle-pausing-flows.ts'
import { decide, flowRun, told } from './testing.ts'

const ID = '00000000-0000-4000-8000-00000000000a'
const RUNNING: StateCreateInput = { type: 'RUNNING' }
const PAUSED: StateCreateInput = { type: 'PAUSED', state_details: { pause_key: 'a' } }
const SUSPENDED: StateCreateInput = { type: 'PAUSED', name: 'Suspended', state_details: { pause_key: 'a', pause_reschedule: true } }
const pausedOnce = flowRun({ empirical_policy: { ...flowRun().empirical_policy, pause_keys: ['a'] } })

const cases: readonly [title: string, run: FlowRun, from: StateCreateInput | null, to: StateCreateInput, outcome: string][] = [
  ['a run without a state', flowRun(), null, PAUSED, 'ABORT: Cannot pause flows with no state.'],
  ['a pending run', flowRun(), { type: 'PENDING' }, PAUSED, 'REJECT -: Cannot pause flows that are not currently running.'],
  ['suspending a paused run', flowRun(), PAUSED, SUSPENDED, 'REJECT -: Cannot suspend flows that are not currently running.'],
  ['a running run', flowRun(), RUNNING, PAUSED, 'ACCEPT PAUSED Paused'],
  ['the same pause again', pausedOnce, RUNNING, PAUSED, 'REJECT -: This pause has already fired.'],
  ['suspending without a deployment', flowRun(), RUNNING, SUSPENDED, 'ABORT: Cannot suspend flows without a deployment.'],
  ['suspending a subflow', flowRun({ parent_task_run_id: ID }), RUNNING, SUSPENDED, 'ABORT: Cannot suspend subflows.'],
  ['suspending', flowRun({ deployment_id: ID }), RUNNING, SUSPENDED, 'ACCEPT PAUSED Suspended'],
]

it.each(cases)('%s', (_, run, from, to, outcome) => {
  expect(told(decide(rule, { run, from, to }))).toBe(outcome)
})

const keysAfter = (verdict: Verdict<FlowRun>, run: FlowRun): unknown =>
  'afterwards' in verdict ? verdict.afterwards?.(run).empirical_policy?.pause_keys : undefined

it('remembers the key of a pause', () => {
  expect(keysAfter(decide(rule, { run: flowRun(), from: RUNNING, to: PAUSED }), flowRun())).toEqual(['a'])
})

it('gives a pause without a key the id of its state', () => {
  const verdict = decide(rule, { run: pausedOnce, from: RUNNING, to: { type: 'PAUSED' } })
  expect(keysAfter(verdict, pausedOnce)).toEqual(['a', '00000000-0000-7000-8000-000000000005'])
})
