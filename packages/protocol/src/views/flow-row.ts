import { z } from 'zod'
import { tags, uuid } from '../values/scalars.ts'
import { runBar } from './rows.ts'

/** A flow with how it fares. */
export const flowRow = z.object({
  id: uuid,
  name: z.string(),
  tags,
  created: z.string().nullable(),
  deployments: z.int(),
  /** The next run that waits for its time, of whichever deployment. */
  next_run: z.object({ id: uuid, name: z.string(), at: z.string() }).nullable(),
  /** The latest thirty that were to begin, the oldest first. */
  runs: z.array(runBar),
  /** Of those that ended, the share that completed; null where none did end. Cancelled ones count as neither. */
  success_rate: z.number().nullable(),
  /** Seconds that those which completed took: in the middle, and what 95 of 100 stay below. */
  median_seconds: z.number().nullable(),
  p95_seconds: z.number().nullable(),
})
export type FlowRowView = z.output<typeof flowRow>
