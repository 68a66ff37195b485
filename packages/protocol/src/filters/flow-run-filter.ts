import { z } from 'zod'
import { stateType } from '../states/state.ts'
import { uuid } from '../values/scalars.ts'
import {
  anyOrNotTextCriterion,
  anyTextCriterion,
  idCriterion,
  nameCriterion,
  operator,
  optionalIdCriterion,
  optionalTextCriterion,
  tagsCriterion,
  timeCriterion,
} from './criteria.ts'

/** A run's state by type and name. */
export const stateCriterion = z.strictObject({
  operator,
  type: z.strictObject({ any_: z.array(stateType).nullish(), not_any_: z.array(stateType).nullish() }).nullish(),
  name: anyOrNotTextCriterion.nullish(),
})
export type StateCriterion = z.output<typeof stateCriterion>

export const flowRunFilter = z.strictObject({
  operator,
  id: idCriterion.nullish(),
  name: nameCriterion.nullish(),
  tags: tagsCriterion.nullish(),
  deployment_id: optionalIdCriterion.nullish(),
  work_queue_name: optionalTextCriterion.nullish(),
  state: stateCriterion.nullish(),
  flow_version: anyTextCriterion.nullish(),
  start_time: timeCriterion.nullish(),
  end_time: timeCriterion.nullish(),
  expected_start_time: timeCriterion.nullish(),
  next_scheduled_start_time: timeCriterion.nullish(),
  parent_flow_run_id: optionalIdCriterion.nullish(),
  parent_task_run_id: optionalIdCriterion.nullish(),
  idempotency_key: anyOrNotTextCriterion.nullish(),
  created_by: z
    .strictObject({ operator, id_: z.array(uuid).nullish(), type_: z.array(z.string()).nullish(), is_null_: z.boolean().nullish() })
    .nullish(),
})
export type FlowRunFilter = z.output<typeof flowRunFilter>
export type FlowRunFilterInput = z.input<typeof flowRunFilter>

export const flowRunSort = z.enum([
  'ID_DESC',
  'START_TIME_ASC',
  'START_TIME_DESC',
  'EXPECTED_START_TIME_ASC',
  'EXPECTED_START_TIME_DESC',
  'NAME_ASC',
  'NAME_DESC',
  'NEXT_SCHEDULED_START_TIME_ASC',
  'END_TIME_DESC',
])
export type FlowRunSort = z.output<typeof flowRunSort>
