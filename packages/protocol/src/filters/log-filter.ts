import { z } from 'zod'
import { operator, optionalIdCriterion, timeCriterion } from './criteria.ts'

export const logFilter = z.strictObject({
  operator,
  level: z.strictObject({ ge_: z.int().nullish(), le_: z.int().nullish() }).nullish(),
  timestamp: timeCriterion.nullish(),
  flow_run_id: optionalIdCriterion.nullish(),
  task_run_id: optionalIdCriterion.nullish(),
  text: z.strictObject({ query: z.string().max(200) }).nullish(),
})
export type LogFilter = z.output<typeof logFilter>
export type LogFilterInput = z.input<typeof logFilter>

export const logSort = z.enum(['TIMESTAMP_ASC', 'TIMESTAMP_DESC'])
