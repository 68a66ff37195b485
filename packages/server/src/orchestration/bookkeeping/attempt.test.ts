import type { StateCreateInput } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { flowRun, proposal, stateOf } from '../rules/testing.ts'
import { attemptAfter } from './attempt.ts'

const policy = flowRun().empirical_policy
const inPlace = { ...policy, retry_type: 'in_process' as const }
const AWAITING: StateCreateInput = { type: 'SCHEDULED', name: 'AwaitingRetry' }

const cases: readonly [title: string, attempt: number, from: StateCreateInput | null, to: StateCreateInput, after: number][] = [
  ['a run that is made to wait is at none', 0, null, { type: 'SCHEDULED' }, 0],
  ['a run that is made by who runs it is at the first', 0, null, { type: 'PENDING' }, 1],
  ['a claim raises it', 0, { type: 'SCHEDULED' }, { type: 'PENDING' }, 1],
  ['a new name of a claim does not', 1, { type: 'PENDING' }, { type: 'PENDING', name: 'Submitting' }, 1],
  ['beginning after a claim does not', 1, { type: 'PENDING' }, { type: 'RUNNING' }, 1],
  ['beginning without a claim does', 1, { type: 'SCHEDULED' }, { type: 'RUNNING' }, 2],
  ['a resumption after a pause does not', 1, { type: 'PAUSED' }, { type: 'RUNNING' }, 1],
  ['ending does not', 1, { type: 'RUNNING' }, { type: 'COMPLETED' }, 1],
  ['a rerun does', 1, { type: 'FAILED' }, { type: 'RUNNING' }, 2],
  ['a rerun that begins with a claim raises it once', 1, { type: 'SCHEDULED' }, { type: 'PENDING' }, 2],
  ['a second RUNNING of the same process does not', 1, { type: 'RUNNING' }, { type: 'RUNNING' }, 1],
  ['a retry by a worker does', 1, AWAITING, { type: 'PENDING' }, 2],
]

it.each(cases)('%s', (_, attempt, from, to, after) => {
  expect(attemptAfter({ attempt, empirical_policy: policy }, from && stateOf(from), proposal(to), false)).toBe(after)
})

it('a retry in place, without a claim, keeps it', () => {
  expect(attemptAfter({ attempt: 1, empirical_policy: inPlace }, stateOf(AWAITING), proposal({ type: 'RUNNING' }), true)).toBe(1)
})

it('another process that begins a run which is running takes it over', () => {
  expect(attemptAfter({ attempt: 1, empirical_policy: policy }, stateOf({ type: 'RUNNING' }), proposal({ type: 'RUNNING' }), true)).toBe(2)
})
