import type { Timestamp } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import { insertLimitIfMissing, lockLimits, updateLimit } from '../store/queries/concurrency-limits.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { deniedNow, retryAfter } from './retry-after.ts'
import { type Lease, type LeaseTerms, takeLease, takeUnleased } from './take-slots.ts'

/** Who wants how many slots of what. */
export interface Wanted {
  readonly names: readonly string[]
  readonly slots: number
  readonly mode: 'concurrency' | 'rate_limit'
  /** Null: counted without a lease, to be given back by number. */
  readonly terms: LeaseTerms | null
  /** Makes limits of the names that have none, inactive: what 2.x does. */
  readonly createMissing: boolean
  /** The longest wait, in seconds, that a refusal asks for where slots do not come back by themselves. */
  readonly longestWait: number
}

type Limits = readonly ConcurrencyLimitRow[]

/** What became of the wish. Refusals are values, since what they leave behind (slots denied) is to be committed. */
export type Acquired =
  | { readonly outcome: 'taken'; readonly limits: Limits; readonly lease: Lease | null }
  | { readonly outcome: 'full'; readonly retryAfter: number }
  /** Waiting is of no use: more slots are wanted than there can be. */
  | { readonly outcome: 'too-many' }
  /** A rate was asked of limits whose slots do not come back by themselves. */
  | { readonly outcome: 'no-rate'; readonly names: readonly string[] }

/** Takes slots of each limit there is of these names, or of none. `chance` is from 0 up to 1. */
export async function acquire(tx: Transaction, wanted: Wanted, now: Timestamp, chance: number): Promise<Acquired> {
  const { slots, terms } = wanted
  const names = [...new Set(wanted.names)]
  if (wanted.createMissing) for (const name of names) await insertLimitIfMissing(tx, { id: newId(), name, limit: 1, active: false }, now)
  const limits = await lockLimits(tx, names)
  const active = limits.filter((limit) => limit.active)
  if (active.some(({ limit }) => limit < slots)) return { outcome: 'too-many' }
  const steady = active.filter((limit) => limit.slot_decay_per_second === 0)
  if (wanted.mode === 'rate_limit' && steady.length > 0) return { outcome: 'no-rate', names: steady.map(({ name }) => name) }
  const lease = terms === null ? null : await takeLease(tx, limits, slots, terms, now)
  const taken = terms === null ? await takeUnleased(tx, limits, slots, now) : lease !== undefined
  if (taken) return { outcome: 'taken', limits, lease: lease ?? null }
  const denied = active.map((limit) => ({ ...limit, denied_slots: deniedNow(limit, now) }))
  for (const { id, denied_slots } of denied) {
    await updateLimit(tx, id, { denied_slots: Math.min(denied_slots + slots, MOST_DENIED), denied_at: now }, now)
  }
  return { outcome: 'full', retryAfter: retryAfter(active, slots, wanted.longestWait, chance) }
}

/** So that no crowd of waiters, however long it waits, makes the count overflow. */
const MOST_DENIED = 1_000_000
