import { z } from 'zod'
import { identity, uuid } from '../values/scalars.ts'

/** A text that somebody, perhaps another run, sent to a flow run under a key. */
export const flowRunInput = z.object({
  ...identity,
  flow_run_id: uuid,
  key: z.string(),
  value: z.string(),
  sender: z.string().nullable(),
})
export type FlowRunInput = z.output<typeof flowRunInput>

export const flowRunInputCreate = z.object({
  key: z.string().refine((key) => /^[a-z0-9-]*$/.test(key), {
    error: 'value must only contain lowercase letters, numbers, and dashes.',
    params: { type: 'value_error' },
  }),
  value: z.string(),
  sender: z.string().nullish().default(null),
})
