import { expect, it } from 'vitest'
import { preventDuplicateTransitions } from './prevent-duplicate-transitions.ts'
import { decide, flowRun, told } from './testing.ts'

const [FIRST, SECOND] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']

it.each([
  { title: 'lets a run without a state get one', from: undefined, to: FIRST, outcome: 'ACCEPT RUNNING Running' },
  { title: 'lets proposals without an id through', from: null, to: null, outcome: 'ACCEPT RUNNING Running' },
  { title: 'lets another transition through', from: FIRST, to: SECOND, outcome: 'ACCEPT RUNNING Running' },
  {
    title: 'answers a repeated one with the state it made',
    from: FIRST,
    to: FIRST,
    outcome: 'REJECT -: This run has already made this state transition.',
  },
])('$title', ({ from, to, outcome }) => {
  const verdict = decide(preventDuplicateTransitions, {
    run: flowRun(),
    from: from === undefined ? null : { type: 'PENDING', state_details: { transition_id: from } },
    to: { type: 'RUNNING', state_details: { transition_id: to } },
  })
  expect(told(verdict)).toBe(outcome)
})
