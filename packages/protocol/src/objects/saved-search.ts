import { z } from 'zod'
import { identity, json } from '../values/scalars.ts'

const text = z.string()
const savedSearchFilter = z.object({
  object: text,
  property: text,
  type: text,
  operation: text,
  value: json.nullable().refine((value) => value !== undefined, { error: 'Field required' }),
})

/** Criteria that the UI of 2.x keeps under a name. */
export const savedSearch = z.object({ ...identity, name: text, filters: z.array(savedSearchFilter) })
export type SavedSearch = z.output<typeof savedSearch>

export const savedSearchCreate = z.strictObject({ name: text, filters: z.array(savedSearchFilter).default([]) })
