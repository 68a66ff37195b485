import { describe, expect, it } from 'vitest'
import { spanAt, timeSpans } from './time-spans.ts'

const NOW = '2026-01-07T12:34:56.000000Z'
const at = (text: string): string => `${text}.000000Z`

describe('timeSpans', () => {
  it.each([
    ['day', 1, at('2026-01-01T10:00:00'), at('2026-01-03T10:00:00'), at('2026-01-01T00:00:00'), 3],
    ['day', 1, at('2026-01-01T00:00:00'), at('2026-01-03T00:00:00'), at('2026-01-01T00:00:00'), 2],
    ['week', 1, at('2026-01-01T10:00:00'), at('2026-01-06T00:00:00'), at('2025-12-29T00:00:00'), 2],
    ['hour', 0.5, at('2026-01-01T10:20:00'), at('2026-01-01T11:20:00'), at('2026-01-01T10:00:00'), 3],
    ['day', 1, at('2026-01-06T00:00:00'), at('2026-02-01T00:00:00'), at('2026-01-06T00:00:00'), 2],
    ['week', 1, at('2026-01-06T00:00:00'), at('2026-03-01T00:00:00'), at('2026-01-05T00:00:00'), 1],
    ['second', 0.25, at('2023-01-01T00:00:00'), at('2023-01-01T00:00:01'), at('2023-01-01T00:00:00'), 4],
    ['day', 1, at('2026-01-03T00:00:00'), at('2026-01-01T00:00:00'), at('2026-01-03T00:00:00'), 0],
  ] as const)('of %s times %d', (unit, interval, since, until, start, count) => {
    expect(timeSpans(since, until, unit, interval, NOW)).toMatchObject({ start, count })
  })

  it('are a thousand at most', () => {
    const since = at('2026-01-01T00:00:00')
    expect(timeSpans(since, at('2026-01-01T00:16:40'), 'second', 1, NOW).count).toBe(1000)
    expect(() => timeSpans(since, at('2026-01-01T00:16:41'), 'second', 1, NOW)).toThrow(/1001 buckets/)
  })

  it('end a microsecond before the next begins', () => {
    const spans = timeSpans(at('2026-01-01T00:00:00'), at('2026-01-03T00:00:00'), 'day', 1, NOW)
    expect(spanAt(spans, 1)).toEqual({ start: at('2026-01-02T00:00:00'), end: '2026-01-02T23:59:59.999999Z' })
  })
})
