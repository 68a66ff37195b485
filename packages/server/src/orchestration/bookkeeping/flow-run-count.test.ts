import { expect, it } from 'vitest'
import { generationOf } from '../generation.ts'
import { flowRun, proposal } from '../rules/testing.ts'
import { flowRunCount } from './flow-run-count.ts'

const now = generationOf({ apiVersion: undefined, prefectVersion: undefined, attempt: undefined })
const old = generationOf({ apiVersion: '0.8.3', prefectVersion: '2.6.0', attempt: undefined })
const resuming = flowRun({ run_count: 1, empirical_policy: { ...flowRun().empirical_policy, resuming: true } })

it.each([
  ['RUNNING', 2],
  ['PENDING', 1],
  ['COMPLETED', 1],
] as const)('a run that has run once and is %s has run %s times', (type, run_count) => {
  expect(flowRunCount(flowRun({ run_count: 1 }), proposal({ type }), now)).toMatchObject({ run_count })
})

it('does not count a resumption, which then is over', () => {
  expect(flowRunCount(resuming, proposal({ type: 'RUNNING' }), now)).toMatchObject({ run_count: 1, empirical_policy: { resuming: false } })
})

it('keeps a resumption on its way until the run runs', () => {
  expect(flowRunCount(resuming, proposal({ type: 'PENDING' }), now)).toMatchObject({ empirical_policy: { resuming: true } })
})

it('counts every RUNNING for clients from before pauses', () => {
  expect(flowRunCount(resuming, proposal({ type: 'RUNNING' }), old)).toMatchObject({ run_count: 2 })
})
