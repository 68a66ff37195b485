import { z } from 'zod'
import { identity, uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'

export const log = z.object({
  ...identity,
  name: z.string(),
  /** Python's levels: 10 debug, 20 info, 30 warning, 40 error, 50 critical. */
  level: z.int(),
  message: z.string(),
  timestamp: z.string(),
  flow_run_id: uuid.nullable(),
  task_run_id: uuid.nullable(),
})
export type Log = z.output<typeof log>

export const logCreate = z.strictObject({
  id: uuid.nullish(),
  name: z.string(),
  level: z.int(),
  message: z.string(),
  timestamp,
  flow_run_id: uuid.nullish().default(null),
  task_run_id: uuid.nullish().default(null),
  worker_id: uuid.nullish(),
})
export type LogCreate = z.output<typeof logCreate>
export type LogCreateInput = z.input<typeof logCreate>
