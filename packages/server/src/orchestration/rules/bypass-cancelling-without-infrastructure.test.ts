import type { StateCreateInput } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { bypassCancellingWithoutInfrastructure as rule } from './bypass-cancelling-without-infrastructure.ts'
import { decide, flowRun, told } from './testing.ts'

const NOTHING_SCHEDULED = 'REJECT CANCELLED Cancelled: Scheduled flow run has no infrastructure to terminate.'
const NOTHING_SUSPENDED = 'REJECT CANCELLED Cancelled: Suspended flow run has no infrastructure to terminate.'
const GOES_ON = 'ACCEPT CANCELLING Cancelling'

const cases: readonly [from: StateCreateInput, pid: string | null, outcome: string][] = [
  [{ type: 'SCHEDULED' }, null, NOTHING_SCHEDULED],
  [{ type: 'SCHEDULED' }, '', NOTHING_SCHEDULED],
  [{ type: 'SCHEDULED' }, '42', GOES_ON],
  [{ type: 'SCHEDULED', name: 'AwaitingRetry' }, '42', GOES_ON],
  [{ type: 'SCHEDULED', name: 'Resuming' }, '42', NOTHING_SCHEDULED],
  [{ type: 'PAUSED' }, '42', GOES_ON],
  [{ type: 'PAUSED' }, null, GOES_ON],
  [{ type: 'PAUSED', state_details: { pause_reschedule: true } }, '42', NOTHING_SUSPENDED],
]

it.each(cases)('from %j with the process %j: %s', (from, pid, outcome) => {
  expect(told(decide(rule, { run: flowRun({ infrastructure_pid: pid }), from, to: { type: 'CANCELLING' } }))).toBe(outcome)
})
