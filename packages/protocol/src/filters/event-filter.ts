import { z } from 'zod'
import { uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'

const texts = z.array(z.string()).nullish()
/** Labels to match: a value or several, each may end in `*` and begin with `!`. */
export const labelMatch = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

const resourceCriterion = z.strictObject({
  id: texts,
  id_prefix: texts,
  labels: labelMatch.nullish(),
  distinct: z.boolean().default(false),
})
const relatedCriterion = z.strictObject({
  id: texts,
  role: texts,
  resources_in_roles: z.array(z.tuple([z.string(), z.string()])).nullish(),
  labels: labelMatch.nullish(),
})

/** Which events somebody wants; times default to the last days (Prefect: 180 back, now). */
export const eventFilter = z.strictObject({
  occurred: z.strictObject({ since: timestamp.nullish(), until: timestamp.nullish() }).nullish(),
  event: z.strictObject({ prefix: texts, exclude_prefix: texts, name: texts, exclude_name: texts }).nullish(),
  resource: resourceCriterion.nullish(),
  related: z.union([relatedCriterion, z.array(relatedCriterion)]).nullish(),
  any_resource: z
    .union([
      z.strictObject({ id: texts, id_prefix: texts, labels: labelMatch.nullish() }),
      z.array(z.strictObject({ id: texts, id_prefix: texts, labels: labelMatch.nullish() })),
    ])
    .nullish(),
  id: z.strictObject({ id: z.array(uuid).nullish() }).nullish(),
  text: z.strictObject({ query: z.string().max(200) }).nullish(),
  order: z.enum(['ASC', 'DESC']).default('DESC'),
})
export type EventFilter = z.output<typeof eventFilter>
export type EventFilterInput = z.input<typeof eventFilter>
