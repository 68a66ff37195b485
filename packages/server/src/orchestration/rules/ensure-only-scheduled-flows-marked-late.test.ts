import type { StateCreateInput } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { ensureOnlyScheduledFlowsMarkedLate as rule } from './ensure-only-scheduled-flows-marked-late.ts'
import { decide, flowRun, told } from './testing.ts'

const LATE: StateCreateInput = { type: 'SCHEDULED', name: 'Late' }

const cases: readonly [from: StateCreateInput | null, to: StateCreateInput, caller: '3.8' | '2.20', outcome: string][] = [
  [null, LATE, '3.8', 'ACCEPT SCHEDULED Late'],
  [{ type: 'SCHEDULED' }, LATE, '3.8', 'ACCEPT SCHEDULED Late'],
  [LATE, LATE, '3.8', 'REJECT -: This flow run is already marked late.'],
  [LATE, LATE, '2.20', 'ACCEPT SCHEDULED Late'],
  [{ type: 'RUNNING' }, LATE, '3.8', 'REJECT -: Only scheduled flows can be marked late.'],
  [{ type: 'RUNNING' }, { type: 'SCHEDULED' }, '3.8', 'ACCEPT SCHEDULED Scheduled'],
]

it.each(cases)('from %j to %j for %s: %s', (from, to, caller, outcome) => {
  expect(told(decide(rule, { run: flowRun(), from, to, caller }))).toBe(outcome)
})
