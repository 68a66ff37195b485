import { expect, it } from 'vitest'
import { copyTaskParametersId } from './copy-task-parameters-id.ts'
import { decide, taskRun } from './testing.ts'

const [FIRST, SECOND] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']

it.each([
  { proposed: null, caller: '3.8', kept: FIRST },
  { proposed: SECOND, caller: '3.8', kept: SECOND },
  { proposed: null, caller: '2.20', kept: null },
] as const)('keeps $kept when $proposed is proposed by $caller', ({ proposed, caller, kept }) => {
  const verdict = decide(copyTaskParametersId, {
    run: taskRun(),
    from: { type: 'SCHEDULED', state_details: { task_parameters_id: FIRST } },
    to: { type: 'PENDING', state_details: { task_parameters_id: proposed } },
    caller,
  })
  expect(verdict).toMatchObject({ to: { state_details: { task_parameters_id: kept } } })
})
