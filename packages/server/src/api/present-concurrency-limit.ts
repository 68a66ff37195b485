import type { ConcurrencyLimit, TagConcurrencyLimit, Timestamp } from '@millrace/protocol'
import { decayOf } from '../concurrency/decay.ts'
import type { CountedLimit } from '../store/queries/concurrency-limits.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'

/** A limit as the API answers it, with the slots in use at `now`. */
export const presentLimit = (limit: CountedLimit, now: Timestamp): ConcurrencyLimit => ({
  id: limit.id,
  created: limit.created,
  updated: limit.updated,
  active: limit.active,
  name: limit.name,
  limit: limit.limit,
  active_slots: decayOf(limit, limit.held, now).level,
  slot_decay_per_second: limit.slot_decay_per_second,
})

/** A limit as the routes answer it that take and give back slots. */
export const presentHeld = ({ id, name, limit }: ConcurrencyLimitRow): { id: string; name: string; limit: number } => ({ id, name, limit })

/** The limit on a tag in the form of 2.x, with the task runs that hold its slots. */
export const presentTagLimit = (
  { id, created, updated, limit }: ConcurrencyLimitRow,
  tag: string,
  taskRunIds: readonly string[],
): TagConcurrencyLimit => ({ id, created, updated, tag, concurrency_limit: limit, active_slots: [...taskRunIds] })
