import { expect, it } from 'vitest'
import { preventPendingTransitions as rule } from './prevent-pending-transitions.ts'
import { at, decide, flowRun, told } from './testing.ts'

const LEASE = '00000000-0000-4000-8000-00000000000a'

it.each([
  ['PENDING', 'Pending', 'Pending', '3.8', false],
  ['PENDING', 'Pending', 'Submitting', '3.8', true],
  ['PENDING', 'Submitting', 'InfrastructurePending', '3.8', true],
  ['PENDING', 'Submitting', 'Submitting', '3.8', false],
  ['PENDING', 'Submitting', 'Pending', '3.8', false],
  ['PENDING', 'Pending', 'Submitting', '2.20', false],
  ['RUNNING', 'Running', 'Submitting', '3.8', false],
  ['CANCELLING', 'Cancelling', 'Pending', '3.8', false],
  ['CANCELLED', 'Cancelled', 'Pending', '3.8', false],
] as const)('%s named %s to PENDING named %s for %s: through is %s', (type, from, to, caller, through) => {
  const verdict = decide(rule, { run: flowRun(), from: { type, name: from }, to: { type: 'PENDING', name: to }, caller })
  expect(told(verdict)).toBe(
    through ? `ACCEPT PENDING ${to}` : `ABORT: This run is in a ${type} state and cannot transition to a PENDING state.`,
  )
})

it('keeps the time and the slot of the state before', () => {
  const details = { scheduled_time: at(-60), deployment_concurrency_lease_id: LEASE }
  const from = { type: 'PENDING', state_details: details } as const
  const verdict = decide(rule, { run: flowRun(), from, to: { type: 'PENDING', name: 'Submitting' } })
  expect(verdict).toMatchObject({ to: { state_details: details } })
})
