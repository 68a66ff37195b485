import { z } from 'zod'
import {
  anyTextCriterion,
  flagCriterion,
  idCriterion,
  likeCriterion,
  nameCriterion,
  operator,
  rangeCriterion,
  tagsCriterion,
} from './criteria.ts'

export const deploymentFilter = z.strictObject({
  operator,
  id: idCriterion.nullish(),
  name: nameCriterion.nullish(),
  flow_or_deployment_name: likeCriterion.nullish(),
  paused: flagCriterion.nullish(),
  /** Only in 2.20. */
  is_schedule_active: flagCriterion.nullish(),
  tags: tagsCriterion.nullish(),
  work_queue_name: anyTextCriterion.nullish(),
  /** Taken and passed over, as in 3.8, where limits have moved to objects of their own. */
  concurrency_limit: rangeCriterion.nullish(),
})
export type DeploymentFilter = z.output<typeof deploymentFilter>
export type DeploymentFilterInput = z.input<typeof deploymentFilter>

export const deploymentSort = z.enum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_ASC', 'NAME_DESC'])
