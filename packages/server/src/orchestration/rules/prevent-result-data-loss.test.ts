import { expect, it } from 'vitest'
import { LOSES_RESULT, preventResultDataLoss } from './prevent-result-data-loss.ts'
import { decide, flowRun, told } from './testing.ts'

const RESULT = { type: 'reference' }

it.each([
  { from: 'COMPLETED', had: RESULT, to: 'COMPLETED', has: undefined, outcome: `REJECT -: ${LOSES_RESULT}` },
  { from: 'COMPLETED', had: RESULT, to: 'COMPLETED', has: { type: 'unpersisted' }, outcome: `REJECT -: ${LOSES_RESULT}` },
  { from: 'COMPLETED', had: RESULT, to: 'COMPLETED', has: RESULT, outcome: 'ACCEPT COMPLETED Completed' },
  { from: 'COMPLETED', had: undefined, to: 'COMPLETED', has: undefined, outcome: 'ACCEPT COMPLETED Completed' },
  { from: 'COMPLETED', had: RESULT, to: 'FAILED', has: undefined, outcome: 'ACCEPT FAILED Failed' },
  { from: 'FAILED', had: RESULT, to: 'COMPLETED', has: undefined, outcome: 'ACCEPT COMPLETED Completed' },
] as const)('$from with $had to $to with $has: $outcome', ({ from, had, to, has, outcome }) => {
  expect(told(decide(preventResultDataLoss, { run: flowRun(), from: { type: from, data: had }, to: { type: to, data: has } }))).toBe(
    outcome,
  )
})
