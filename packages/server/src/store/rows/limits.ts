import type { LeaseHolder, Timestamp } from '@millrace/protocol'
import type { Stored } from './stored.ts'

export interface ConcurrencyLimitRow extends Stored {
  name: string
  active: boolean
  limit: number
  /** How many slots come back by themselves each second; 0 for a limit that counts who is at work. */
  slot_decay_per_second: number
  /** Up to when slots that came back by themselves have been taken off the rows of `concurrency_slot`. */
  decayed_until: Timestamp
  avg_slot_occupancy_seconds: number
  /** Slots asked for in vain, as of `denied_at`; they fade, and only waiting times follow from them. */
  denied_slots: number
  denied_at: Timestamp
}

/** The right to hold slots. Whoever deletes one frees its slots with it. */
export interface ConcurrencyLeaseRow {
  id: string
  created: Timestamp
  holder_type: LeaseHolder['type'] | null
  holder_id: string | null
  /** Seconds that a renewal lasts; null for a lease that does not lapse. */
  duration: number | null
  expires_at: Timestamp | null
}

/** Slots of one limit held by one lease, or (one row per limit, without a lease) by those who count for themselves. */
export interface ConcurrencySlotRow {
  id: string
  limit_id: string
  lease_id: string | null
  slots: number
}
