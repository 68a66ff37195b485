import { z } from 'zod'
import { anyIdCriterion, nameCriterion, operator, optionalIdCriterion, tagsCriterion, timeCriterion } from './criteria.ts'
import { stateCriterion } from './flow-run-filter.ts'

export const taskRunFilter = z.strictObject({
  operator,
  id: anyIdCriterion.nullish(),
  name: nameCriterion.nullish(),
  tags: tagsCriterion.nullish(),
  state: stateCriterion.nullish(),
  start_time: timeCriterion.nullish(),
  end_time: timeCriterion.nullish(),
  expected_start_time: timeCriterion.nullish(),
  /** True: only the dummy task runs that stand for a subflow in its parent; false: none of them. */
  subflow_runs: z.strictObject({ exists_: z.boolean().nullish() }).nullish(),
  flow_run_id: optionalIdCriterion.nullish(),
})
export type TaskRunFilter = z.output<typeof taskRunFilter>
export type TaskRunFilterInput = z.input<typeof taskRunFilter>

export const taskRunSort = z.enum([
  'ID_DESC',
  'EXPECTED_START_TIME_ASC',
  'EXPECTED_START_TIME_DESC',
  'NAME_ASC',
  'NAME_DESC',
  'NEXT_SCHEDULED_START_TIME_ASC',
  'END_TIME_DESC',
])
export type TaskRunSort = z.output<typeof taskRunSort>
