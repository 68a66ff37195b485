import { z } from 'zod'
import { identity, json, tags } from '../values/scalars.ts'

export const variable = z.object({ ...identity, name: z.string(), value: json.nullable(), tags })
export type Variable = z.output<typeof variable>

const name = z
  .string()
  .min(1)
  .max(255)
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
export const variableUpdate = z.strictObject({ name: name.optional(), value: value.nullish(), tags: tags.optional() })
