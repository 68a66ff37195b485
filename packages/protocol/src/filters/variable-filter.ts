import { z } from 'zod'
import { anyIdCriterion, nameCriterion, operator, tagsCriterion } from './criteria.ts'

export const variableFilter = z.strictObject({
  operator,
  id: anyIdCriterion.nullish(),
  name: nameCriterion.nullish(),
  /** Only in 2.20, whose values are texts. */
  value: nameCriterion.nullish(),
  tags: tagsCriterion.nullish(),
})
export type VariableFilter = z.output<typeof variableFilter>

export const variableSort = z.enum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_DESC', 'NAME_ASC'])
