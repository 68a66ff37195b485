import { z } from 'zod'
import { anyTextCriterion, anyIdCriterion, operator, timeCriterion } from './criteria.ts'

export const workPoolFilter = z.strictObject({
  operator,
  id: anyIdCriterion.nullish(),
  name: anyTextCriterion.nullish(),
  type: anyTextCriterion.nullish(),
})
export type WorkPoolFilter = z.output<typeof workPoolFilter>

export const workQueueFilter = z.strictObject({
  operator,
  id: anyIdCriterion.nullish(),
  /** `startswith_` is how agents of 2.20 match queues by prefix. */
  name: z.strictObject({ any_: z.array(z.string()).nullish(), startswith_: z.array(z.string()).nullish() }).nullish(),
})
export type WorkQueueFilter = z.output<typeof workQueueFilter>

export const workerStatus = z.enum(['ONLINE', 'OFFLINE'])

export const workerFilter = z.strictObject({
  operator,
  last_heartbeat_time: timeCriterion.nullish(),
  status: z.strictObject({ any_: z.array(workerStatus).nullish(), not_any_: z.array(workerStatus).nullish() }).nullish(),
})
export type WorkerFilter = z.output<typeof workerFilter>
