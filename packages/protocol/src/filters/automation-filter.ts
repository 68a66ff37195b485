import { z } from 'zod'
import { timestamp } from '../values/timestamp.ts'
import { anyTextCriterion, anyIdCriterion, operator, tagsCriterion } from './criteria.ts'

export const automationFilter = z.strictObject({
  operator,
  /** Only in 3.8, where it has `any_` alone. */
  id: anyIdCriterion.nullish(),
  name: anyTextCriterion.nullish(),
  created: z.strictObject({ before_: timestamp.nullish() }).nullish(),
  /** Only in 3.8. */
  tags: tagsCriterion.nullish(),
})
export type AutomationFilter = z.output<typeof automationFilter>

export const automationSort = z.enum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_ASC', 'NAME_DESC'])
export type AutomationSort = z.output<typeof automationSort>
