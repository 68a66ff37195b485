import { expect, it } from 'vitest'
import { leaveQuarantinedAlone as rule } from './leave-quarantined-alone.ts'
import { decide, flowRun, told } from './testing.ts'

it.each([
  [{ type: 'CRASHED' }, 'ACCEPT SCHEDULED Scheduled'],
  [{ type: 'CRASHED', name: 'Quarantined' }, expect.stringMatching(/^ABORT: The run is quarantined/)],
] as const)('from %j', (from, outcome) => {
  expect(told(decide(rule, { run: flowRun(), from, to: { type: 'SCHEDULED' } }))).toEqual(outcome)
})
