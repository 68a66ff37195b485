import { tagOfLimit } from '../../concurrency/tag-limits.ts'
import type { ConcurrencyLimitRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'
import { type Change, objectChanged } from './object-changed.ts'

/** That a concurrency limit was created, updated or deleted: one on a tag under its tag, others under their names. */
export function concurrencyLimitChanged(what: Change, row: ConcurrencyLimitRow): Told {
  const { id, name, limit, active, slot_decay_per_second } = row
  const tag = tagOfLimit(name)
  if (tag === undefined) return objectChanged('concurrency-limit', what, row, { payload: { name, limit, active, slot_decay_per_second } })
  return objectChanged('concurrency-limit', what, { id, name: tag }, { payload: { tag, concurrency_limit: limit } })
}
