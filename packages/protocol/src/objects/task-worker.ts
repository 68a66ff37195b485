import { z } from 'zod'
import { timestamp } from '../values/timestamp.ts'

/** A process that takes background tasks. */
export const taskWorker = z.object({
  /** As it calls itself: host and process. */
  identifier: z.string(),
  /** The tasks that it takes runs of. */
  task_keys: z.array(z.string()),
  /** When it was last known to listen. */
  timestamp,
})

export type TaskWorker = z.infer<typeof taskWorker>
