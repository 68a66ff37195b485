import { expect, it } from 'vitest'
import { addUnknownResult } from './add-unknown-result.ts'
import { decide, flowRun } from './testing.ts'

const UNKNOWN = { artifact_type: 'result', artifact_description: 'Unknown result persisted to Prefect.', value: null }

it.each([
  { data: { type: 'reference' }, caller: '2.20', type: 'unknown' },
  { data: { type: 'unpersisted' }, caller: '2.20', type: undefined },
  { data: null, caller: '2.20', type: undefined },
  { data: { type: 'reference' }, caller: '3.8', type: undefined },
] as const)('a failure with $data completed by $caller has a result of type $type', ({ data, caller, type }) => {
  const verdict = decide(addUnknownResult, { run: flowRun(), from: { type: 'FAILED', data }, to: { type: 'COMPLETED' }, caller })
  const given = 'to' in verdict ? verdict.to?.data : undefined
  expect(given).toEqual(type === undefined ? null : { type, ...UNKNOWN })
})
