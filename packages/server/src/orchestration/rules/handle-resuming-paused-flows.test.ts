import type { StateCreateInput } from '@millrace/protocol'
import { expect, it } from 'vitest'
import type { FlowRun } from '../runs.ts'
import { handleResumingPausedFlows as rule } from './handle-resuming-paused-flows.ts'
import { at, decide, flowRun, told } from './testing.ts'

const deployed = flowRun({ deployment_id: '00000000-0000-4000-8000-00000000000a' })
const PAUSED: StateCreateInput = { type: 'PAUSED', state_details: { pause_timeout: at(60) } }
const EXPIRED: StateCreateInput = { type: 'PAUSED', state_details: { pause_timeout: at(-1) } }
const SUSPENDED: StateCreateInput = { type: 'PAUSED', name: 'Suspended', state_details: { pause_reschedule: true } }
const refused = (type: string): string =>
  `REJECT -: This run cannot transition to the StateType.${type} state from the StateType.PAUSED state.`

const cases: readonly [run: FlowRun, from: StateCreateInput, to: StateCreateInput, caller: '3.8' | '2.20', outcome: string][] = [
  [flowRun(), PAUSED, { type: 'RUNNING' }, '3.8', 'ACCEPT RUNNING Running'],
  [flowRun(), PAUSED, { type: 'SCHEDULED' }, '3.8', 'ACCEPT SCHEDULED Scheduled'],
  [flowRun(), PAUSED, { type: 'CRASHED' }, '3.8', 'ACCEPT CRASHED Crashed'],
  [flowRun(), PAUSED, { type: 'CANCELLING' }, '3.8', 'ACCEPT CANCELLING Cancelling'],
  [flowRun(), PAUSED, { type: 'CANCELLING' }, '2.20', refused('CANCELLING')],
  [flowRun(), PAUSED, { type: 'PENDING' }, '3.8', refused('PENDING')],
  [flowRun(), PAUSED, { type: 'PAUSED' }, '3.8', refused('PAUSED')],
  [flowRun(), SUSPENDED, { type: 'RUNNING' }, '3.8', 'REJECT -: Cannot reschedule a running flow run without a deployment.'],
  [deployed, SUSPENDED, { type: 'SCHEDULED', name: 'Resuming' }, '3.8', 'ACCEPT SCHEDULED Resuming'],
  [flowRun(), EXPIRED, { type: 'RUNNING' }, '3.8', 'REJECT FAILED Failed: The flow run pause has timed out and can no longer resume.'],
  [flowRun(), EXPIRED, { type: 'CANCELLING' }, '3.8', 'ACCEPT CANCELLING Cancelling'],
]

it.each(cases)('%# %j %j %j %s: %s', (run, from, to, caller, outcome) => {
  expect(told(decide(rule, { run, from, to, caller }))).toBe(outcome)
})

it('says in the failure that the run was never resumed', () => {
  const verdict = decide(rule, { run: flowRun(), from: EXPIRED, to: { type: 'RUNNING' } })
  expect(verdict).toMatchObject({ to: { message: 'The flow was running and never resumed.' } })
})

it('marks the run as resuming once the state is counted', () => {
  const verdict = decide(rule, { run: flowRun(), from: PAUSED, to: { type: 'RUNNING' } })
  expect('afterwards' in verdict && verdict.afterwards?.(flowRun())).toMatchObject({ empirical_policy: { resuming: true } })
})
