import { z } from 'zod'
import { identity, labels, name, tags } from '../values/scalars.ts'

export const flow = z.object({ ...identity, name: z.string(), tags, labels: labels.nullable() })
export type Flow = z.output<typeof flow>

export const flowCreate = z.strictObject({ name, tags: tags.default([]), labels: labels.nullish().default({}) })
export const flowUpdate = z.strictObject({ tags: tags.optional() })
