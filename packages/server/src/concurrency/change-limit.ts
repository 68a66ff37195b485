import type { ConcurrencyLimitUpdate, Timestamp } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { type LimitChanges, type LimitKey, lockLimit, updateLimit } from '../store/queries/concurrency-limits.ts'
import { overrideSlots, removeSlots, slotsHeld } from '../store/queries/concurrency-slots.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { decayOf } from './decay.ts'

/** What may be changed of a limit; what is not given stays. */
export type LimitUpdate = { readonly [Field in keyof ConcurrencyLimitUpdate]?: NonNullable<ConcurrencyLimitUpdate[Field]> | undefined }

/** Changes a limit and answers it as it is then; undefined when there is none. Throws `IntegrityError` when the new name is taken. */
export async function changeLimit(
  tx: Transaction,
  key: LimitKey,
  update: LimitUpdate,
  now: Timestamp,
): Promise<ConcurrencyLimitRow | undefined> {
  const limit = await lockLimit(tx, key)
  if (limit === undefined) return undefined
  const { active_slots: slots, denied_slots: denied, slot_decay_per_second: decay, ...rest } = update
  const changes: LimitChanges = { ...withoutAbsent(rest), ...(denied === undefined ? {} : { denied_slots: denied, denied_at: now }) }
  if (decay === undefined && slots === undefined) {
    await updateLimit(tx, limit.id, changes, now)
    return { ...limit, ...changes, updated: now }
  }
  await settleDecay(tx, limit, now)
  if (slots !== undefined) await overrideSlots(tx, limit.id, slots, newId())
  const settled = { ...changes, ...(decay === undefined ? {} : { slot_decay_per_second: decay }), decayed_until: now }
  await updateLimit(tx, limit.id, settled, now)
  return { ...limit, ...settled, updated: now }
}

/** Takes off what came back at the old rate, before another one holds. */
async function settleDecay(tx: Transaction, limit: ConcurrencyLimitRow, now: Timestamp): Promise<void> {
  const { freed } = decayOf(limit, await slotsHeld(tx, limit.id), now)
  if (freed > 0) await removeSlots(tx, limit.id, freed, true)
}

const withoutAbsent = ({ active, name, limit }: Pick<LimitUpdate, 'active' | 'name' | 'limit'>): LimitChanges => ({
  ...(active === undefined ? {} : { active }),
  ...(name === undefined ? {} : { name }),
  ...(limit === undefined ? {} : { limit }),
})
