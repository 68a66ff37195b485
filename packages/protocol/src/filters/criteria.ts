import { z } from 'zod'
import { uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'

/** How the criteria of one filter combine. */
export const operator = z.enum(['and_', 'or_']).default('and_')
export type Operator = z.output<typeof operator>

const list = <Item extends z.ZodType>(item: Item): z.ZodOptional<z.ZodNullable<z.ZodArray<Item>>> => z.array(item).nullish()
const flag = z.boolean().nullish()
const text = z.string().nullish()

/** An id: one of, or none of. */
export const idCriterion = z.strictObject({ any_: list(uuid), not_any_: list(uuid) })
/** An id: one of. */
export const anyIdCriterion = z.strictObject({ any_: list(uuid) })
/** An id that may be absent. */
export const optionalIdCriterion = z.strictObject({ operator, any_: list(uuid), is_null_: flag })
/** A name: one of, or containing (case-insensitive substring). */
export const nameCriterion = z.strictObject({ any_: list(z.string()), like_: text })
export const anyTextCriterion = z.strictObject({ any_: list(z.string()) })
export const anyOrNotTextCriterion = z.strictObject({ any_: list(z.string()), not_any_: list(z.string()) })
export const optionalTextCriterion = z.strictObject({ operator, any_: list(z.string()), is_null_: flag })
export const likeCriterion = z.strictObject({ like_: text })
/** Tags: all of, any of, or none at all. */
export const tagsCriterion = z.strictObject({ operator, all_: list(z.string()), any_: list(z.string()), is_null_: flag })
/** A time, both ends included. */
export const timeCriterion = z.strictObject({ before_: timestamp.nullish(), after_: timestamp.nullish(), is_null_: flag })
export const rangeCriterion = z.strictObject({ ge_: z.int().nullish(), le_: z.int().nullish(), is_null_: flag })
export const flagCriterion = z.strictObject({ eq_: flag })
export const nullCriterion = z.strictObject({ operator, is_null_: flag })

export type IdCriterion = z.output<typeof idCriterion>
export type OptionalIdCriterion = z.output<typeof optionalIdCriterion>
export type NameCriterion = z.output<typeof nameCriterion>
export type TagsCriterion = z.output<typeof tagsCriterion>
export type TimeCriterion = z.output<typeof timeCriterion>

/** How many objects one page may have (Prefect's `PREFECT_API_DEFAULT_LIMIT`). */
export const MAXIMUM_LIMIT = 200

/** `limit` and `offset` of every list; the server answers 422 in the plain form for a limit out of range. */
export const page = {
  limit: z.int().nullish(),
  offset: z.int().min(0).default(0),
}
