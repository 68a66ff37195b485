import { z } from 'zod'
import { anyTextCriterion, flagCriterion, anyIdCriterion, likeCriterion, nameCriterion, operator } from './criteria.ts'

export const blockTypeFilter = z.strictObject({ name: likeCriterion.nullish(), slug: anyTextCriterion.nullish() })
export type BlockTypeFilter = z.output<typeof blockTypeFilter>

export const blockSchemaFilter = z.strictObject({
  operator,
  block_type_id: anyIdCriterion.nullish(),
  block_capabilities: z.strictObject({ all_: z.array(z.string()).nullish() }).nullish(),
  id: anyIdCriterion.nullish(),
  version: anyTextCriterion.nullish(),
})
export type BlockSchemaFilter = z.output<typeof blockSchemaFilter>

export const blockDocumentFilter = z.strictObject({
  operator,
  id: anyIdCriterion.nullish(),
  is_anonymous: flagCriterion.nullish(),
  block_type_id: anyIdCriterion.nullish(),
  name: nameCriterion.nullish(),
})
export type BlockDocumentFilter = z.output<typeof blockDocumentFilter>

export const blockDocumentSort = z.enum(['NAME_DESC', 'NAME_ASC', 'BLOCK_TYPE_AND_NAME_ASC'])
