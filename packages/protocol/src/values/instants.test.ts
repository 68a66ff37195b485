import { describe, expect, it } from 'vitest'
import { addSeconds, parseTimestamp, secondsBetween } from './instants.ts'

const NOON = '2024-02-29T12:00:00.000000Z'

describe('seconds between two instants', () => {
  it.each([
    [NOON, NOON, 0],
    [NOON, '2024-02-29T12:00:00.000001Z', 1e-6],
    ['2024-02-29T12:34:56.999999Z', '2024-02-29T12:34:57.000000Z', 1e-6],
    ['2024-02-29T23:59:59.500000Z', '2024-03-01T00:00:00.250000Z', 0.75],
    ['2024-03-01T00:00:00.250000Z', '2024-02-29T23:59:59.500000Z', -0.75],
    ['1969-12-31T23:59:59.000000Z', '1970-01-01T00:00:01.000000Z', 2],
    ['0001-01-01T00:00:00.000000Z', '9999-12-31T23:59:59.000000Z', 315_537_897_599],
  ])('from %s to %s', (start, end, seconds) => {
    expect(secondsBetween(start, end)).toBeCloseTo(seconds, 6)
    expect(secondsBetween(end, start)).toBeCloseTo(-seconds, 6)
  })

  it('undo adding them', () => {
    for (let step = -400; step < 400; step += 1) {
      const seconds = step * 987.654321 + step / 1000
      expect(secondsBetween(NOON, addSeconds(NOON, seconds))).toBeCloseTo(seconds, 5)
    }
  })
})

describe('an instant that is read', () => {
  it.each([
    ['2031-05-06 07:00:00.123456+00:00', '2031-05-06T07:00:00.123456Z'],
    ['2031-05-06T07:00', '2031-05-06T07:00:00.000000Z'],
    ['2031-05-06', '2031-05-06T00:00:00.000000Z'],
    ['20310506T070000Z', '2031-05-06T07:00:00.000000Z'],
    ['20310506T0700', '2031-05-06T07:00:00.000000Z'],
    ['20310506T070000.5+0200', '2031-05-06T05:00:00.500000Z'],
    ['2031-05-06 07:00:00 +0000', undefined],
    ['2031-05-06T07:00:', undefined],
    ['20310506T07000', undefined],
    ['20311306T070000Z', undefined],
    ['tomorrow', undefined],
  ])('from %s', (text, instant) => {
    expect(parseTimestamp(text)).toBe(instant)
  })
})
