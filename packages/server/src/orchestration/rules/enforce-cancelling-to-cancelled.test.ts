import { STATE_TYPES } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { enforceCancellingToCancelled as rule } from './enforce-cancelling-to-cancelled.ts'
import { decide, flowRun, told } from './testing.ts'

const REJECTED = 'REJECT -: Cannot transition flows that are cancelling to a state other than Cancelled.'

it('concerns every proposal but CANCELLED', () => {
  expect(rule.to).toEqual(STATE_TYPES.filter((type) => type !== 'CANCELLED'))
})

it.each([
  { from: 'CANCELLING', caller: '3.8', outcome: REJECTED },
  { from: 'CANCELLING', caller: '2.20', outcome: REJECTED },
  { from: 'CANCELLED', caller: '3.8', outcome: 'ACCEPT RUNNING Running' },
  { from: 'CANCELLED', caller: '2.20', outcome: REJECTED },
] as const)('$from for $caller: $outcome', ({ from, caller, outcome }) => {
  expect(told(decide(rule, { run: flowRun(), from: { type: from }, to: { type: 'RUNNING' }, caller }))).toBe(outcome)
})
