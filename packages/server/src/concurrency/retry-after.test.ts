import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import { deniedNow, retryAfter } from './retry-after.ts'

const NOW = '2026-07-01T12:00:00.000000Z'

const limit = (given: Partial<ConcurrencyLimitRow> = {}): ConcurrencyLimitRow => ({
  id: '00000000-0000-7000-8000-000000000001',
  created: NOW,
  updated: NOW,
  name: 'db',
  active: true,
  limit: 1,
  slot_decay_per_second: 0,
  decayed_until: NOW,
  avg_slot_occupancy_seconds: 2,
  denied_slots: 0,
  denied_at: NOW,
  ...given,
})

describe('the wait for slots', () => {
  it.each([
    // What somebody waits for on average: most and least are 1.3 and 0.74 times that.
    [[limit()], 1, 2],
    [[limit({ denied_slots: 3 })], 1, 8],
    [[limit({ denied_slots: 3, limit: 4 })], 1, 2],
    [[limit({ denied_slots: 999 })], 1, 30],
    [[limit({ avg_slot_occupancy_seconds: 500 })], 1, 30],
    [[limit({ slot_decay_per_second: 0.01 })], 1, 100],
    [[limit(), limit({ denied_slots: 4 })], 1, 10],
    [[limit({ limit: 0 })], 1, 2],
  ])('follows from how long slots are held and how many others wait (case %#)', (limits, slots, average) => {
    expect(retryAfter(limits, slots, 30, 0)).toBeGreaterThan(average * 0.5)
    expect(retryAfter(limits, slots, 30, 0)).toBeLessThan(average)
    expect(retryAfter(limits, slots, 30, 0.9999)).toBeGreaterThan(average)
    expect(retryAfter(limits, slots, 30, 0.9999)).toBeLessThanOrEqual(average * 1.3)
  })

  it.each([
    [limit({ denied_slots: 5 }), 0, 5],
    [limit({ denied_slots: 5 }), 4, 3],
    [limit({ denied_slots: 5 }), 100, 0],
    [limit({ denied_slots: 5, avg_slot_occupancy_seconds: 500 }), 60, 3],
    [limit({ denied_slots: 5, slot_decay_per_second: 0.5 }), 4, 3],
  ])('forgets those who asked in vain at the rate at which slots become free (case %#)', (row, seconds, left) => {
    expect(deniedNow(row, addSeconds(NOW, seconds))).toBe(left)
  })
})
