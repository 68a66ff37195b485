import { z } from 'zod'
import { identity, json, tags } from '../values/scalars.ts'

export const variable = z.object({ ...identity, name: z.string(), value: json.nullable(), tags })
export type Variable = z.output<typeof variable>

/** Characters of a name. */
const LONGEST = 255

const name = z
  .string()
  .min(1)
  .refine((given) => given.length <= LONGEST, {
    error: ({ input }) => `Value should have at most ${LONGEST} items after validation, not ${String(input).length}`,
    params: { type: 'too_long' },
  })
  .refine((given) => /^[a-z0-9_-]*$/.test(given), {
    error: 'Variable name must only contain lowercase letters, numbers, and dashes or underscores.',
    params: { type: 'value_error' },
  })
/** Any JSON value whose text is at most 5,000 characters. */
const value = json.refine((given) => JSON.stringify(given ?? null).length <= 5000, {
  error: 'Variable value must be less than 5000 characters',
  params: { type: 'value_error' },
})

export const variableCreate = z.strictObject({ name, value: value.refine((given) => given !== undefined), tags: tags.default([]) })
/** Tags of null are read, so that they are refused as Prefect refuses them: as a conflict with what is stored. */
export const variableUpdate = z.strictObject({ name: name.optional(), value: value.nullish(), tags: tags.nullish() })
