import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { decayOf } from './decay.ts'

const START = '2026-07-01T12:00:00.000000Z'
const after = (seconds: number): string => addSeconds(START, seconds)

describe('slots that come back by themselves', () => {
  it.each([
    // rate, held, seconds: level, accounted for until
    [0, 3, 1000, 3, 0],
    [0.1, 3, 9.9, 3, 0],
    [0.1, 3, 10, 2, 10],
    [0.1, 3, 25, 1, 20],
    [0.1, 3, 31, 0, 31],
    [2, 10, 1.6, 7, 1.5],
    [0.1, 0, 1000, 0, 1000],
    // A clock that went back frees nothing.
    [5, 3, -100, 3, 0],
  ])('at %d a second, of %d after %d seconds, leave %d in use', (rate, held, seconds, level, until) => {
    const decay = decayOf({ slot_decay_per_second: rate, decayed_until: START }, held, after(seconds))
    expect(decay).toEqual({ freed: held - level, level, until: after(until) })
  })

  it('come back at their rate however often somebody looks', () => {
    let limit = { slot_decay_per_second: 0.3, decayed_until: START }
    let held = 100
    for (let second = 1; second <= 100; second += 1) {
      const { level, until } = decayOf(limit, held, after(second))
      limit = { ...limit, decayed_until: until }
      held = level
    }
    expect(held).toBe(70)
  })
})
