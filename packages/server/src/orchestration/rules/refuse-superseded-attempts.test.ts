import { expect, it } from 'vitest'
import { refuseSupersededAttempts } from './refuse-superseded-attempts.ts'
import { decide, flowRun, told } from './testing.ts'

it.each([
  { title: 'lets a caller through that names no attempt', at: 3, outcome: 'ACCEPT COMPLETED Completed' },
  { title: 'lets the present attempt through', at: 3, attempt: 3, outcome: 'ACCEPT COMPLETED Completed' },
  {
    title: 'aborts an older attempt',
    at: 3,
    attempt: 2,
    outcome: 'ABORT: This proposal is for attempt 2 of the run, which attempt 3 has taken over.',
  },
])('$title', ({ at, outcome, ...given }) => {
  const verdict = decide(refuseSupersededAttempts, {
    run: flowRun({ attempt: at }),
    from: { type: 'RUNNING' },
    to: { type: 'COMPLETED' },
    ...given,
  })
  expect(told(verdict)).toBe(outcome)
})
