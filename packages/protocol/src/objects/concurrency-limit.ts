import { z } from 'zod'
import { identity, name, uuid } from '../values/scalars.ts'

/** A limit on task runs that carry a tag, as `/concurrency_limits` knows it: the limit `tag:<tag>` in the form of 2.x. */
export const tagConcurrencyLimit = z.object({
  ...identity,
  tag: z.string(),
  concurrency_limit: z.int(),
  /** The task runs that hold a slot. */
  active_slots: z.array(uuid),
})
export type TagConcurrencyLimit = z.output<typeof tagConcurrencyLimit>

/** Far above any limit that makes sense, and the largest number that either database counts with. */
const MOST = 2_147_483_647

export const tagConcurrencyLimitCreate = z.strictObject({ tag: z.string(), concurrency_limit: z.int().max(MOST) })

/** A limit as answered when it is read. */
export const concurrencyLimit = z.object({
  ...identity,
  active: z.boolean(),
  name: z.string(),
  limit: z.int(),
  active_slots: z.int(),
  slot_decay_per_second: z.number(),
})
export type ConcurrencyLimit = z.output<typeof concurrencyLimit>

/** A limit as answered when it is created: with the figures from which waiting times are worked out. */
export const newConcurrencyLimit = concurrencyLimit.extend({ denied_slots: z.int(), avg_slot_occupancy_seconds: z.number() })

const count = z.int().min(0).max(MOST)
const decay = z.number().min(0)

export const concurrencyLimitCreate = z.strictObject({
  active: z.boolean().default(true),
  name,
  limit: count,
  active_slots: count.default(0),
  denied_slots: count.default(0),
  slot_decay_per_second: decay.default(0),
})

export const concurrencyLimitUpdate = z.strictObject({
  active: z.boolean().nullish(),
  name: name.nullish(),
  limit: count.nullish(),
  active_slots: count.nullish(),
  denied_slots: count.nullish(),
  slot_decay_per_second: decay.nullish(),
})
export type ConcurrencyLimitUpdate = z.output<typeof concurrencyLimitUpdate>

/** A limit as answered by the routes that take and give back slots. */
export const heldConcurrencyLimit = z.object({ id: uuid, name: z.string(), limit: z.int() })

/** On whose behalf a lease holds slots. */
export const leaseHolder = z.strictObject({ type: z.literal(['flow_run', 'task_run', 'deployment']), id: uuid })
export type LeaseHolder = z.output<typeof leaseHolder>

export const heldConcurrencyLease = z.object({ lease_id: uuid, limits: z.array(heldConcurrencyLimit) })

/** `rate_limit` asks for limits whose slots come back by themselves. */
export const slotMode = z.literal(['concurrency', 'rate_limit'])

/** Seconds for which a lease holds unless it is renewed. */
export const leaseDuration = z.number().min(60).max(86_400)
