import { z } from 'zod'
import { idCriterion, nameCriterion, nullCriterion, operator, tagsCriterion } from './criteria.ts'

export const flowFilter = z.strictObject({
  operator,
  id: idCriterion.nullish(),
  deployment: nullCriterion.nullish(),
  name: nameCriterion.nullish(),
  tags: tagsCriterion.nullish(),
})
export type FlowFilter = z.output<typeof flowFilter>
export type FlowFilterInput = z.input<typeof flowFilter>

export const flowSort = z.enum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_ASC', 'NAME_DESC'])
