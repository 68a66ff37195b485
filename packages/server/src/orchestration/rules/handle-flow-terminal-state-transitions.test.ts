import { describe, expect, it } from 'vitest'
import { handleFlowTerminalStateTransitions as rule } from './handle-flow-terminal-state-transitions.ts'
import { decide, flowRun, told } from './testing.ts'

const RESULT = { type: 'reference' }
const UNPERSISTED = { type: 'unpersisted' }
const deployed = flowRun({ deployment_id: '00000000-0000-4000-8000-00000000000a' })

it.each([
  [flowRun(), { type: 'COMPLETED' }, { type: 'CRASHED' }, 'ABORT: Run is already in terminal state COMPLETED.'],
  [flowRun(), { type: 'FAILED' }, { type: 'PAUSED' }, 'ABORT: Run is already in terminal state FAILED.'],
  [flowRun(), { type: 'CANCELLED' }, { type: 'CANCELLING' }, 'ABORT: Run is already in terminal state CANCELLED.'],
  [flowRun(), { type: 'COMPLETED' }, { type: 'RUNNING' }, 'ACCEPT RUNNING Running'],
  [flowRun(), { type: 'COMPLETED', data: UNPERSISTED }, { type: 'RUNNING' }, 'ACCEPT RUNNING Running'],
  [flowRun(), { type: 'COMPLETED', data: RESULT }, { type: 'RUNNING' }, 'REJECT -: Run is already COMPLETED.'],
  [flowRun(), { type: 'COMPLETED', data: RESULT }, { type: 'FAILED' }, 'ACCEPT FAILED Failed'],
  [flowRun(), { type: 'COMPLETED', data: RESULT }, { type: 'COMPLETED', data: RESULT }, 'ACCEPT COMPLETED Completed'],
  [
    flowRun(),
    { type: 'COMPLETED', data: RESULT },
    { type: 'COMPLETED' },
    'REJECT -: Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.',
  ],
  [flowRun(), { type: 'FAILED' }, { type: 'SCHEDULED' }, 'ABORT: Cannot reschedule a run without an associated deployment.'],
  [deployed, { type: 'FAILED' }, { type: 'SCHEDULED' }, 'ACCEPT SCHEDULED Scheduled'],
] as const)('%# %j from %j to %j', (run, from, to, outcome) => {
  expect(told(decide(rule, { run, from, to }))).toBe(outcome)
})

it('lets 2.20 overwrite a result', () => {
  const verdict = decide(rule, { run: flowRun(), from: { type: 'COMPLETED', data: RESULT }, to: { type: 'COMPLETED' }, caller: '2.20' })
  expect(told(verdict)).toBe('ACCEPT COMPLETED Completed')
})

describe('a rerun', () => {
  const paused = { ...deployed.empirical_policy, resuming: true, pause_keys: ['a'], retry_type: 'in_process' as const }

  it.each([
    ['RUNNING', null],
    ['SCHEDULED', 'reschedule'],
  ] as const)('to %s forgets the pauses before it', (type, retry_type) => {
    const verdict = decide(rule, { run: { ...deployed, empirical_policy: paused }, from: { type: 'FAILED' }, to: { type } })
    expect(verdict).toMatchObject({ run: { empirical_policy: { resuming: false, pause_keys: [], retry_type } } })
  })

  it('that is none, from final to final, forgets nothing', () => {
    const verdict = decide(rule, { run: { ...deployed, empirical_policy: paused }, from: { type: 'FAILED' }, to: { type: 'COMPLETED' } })
    expect(verdict).not.toHaveProperty('run')
  })
})
