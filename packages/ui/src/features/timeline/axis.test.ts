import { expect, test } from 'vitest'
import { axisOf, ticksOf } from './axis.ts'

test('time is drawn as it is where something happens all the time', () => {
  const axis = axisOf([{ from: 0, until: 1000 }], { from: 0, until: 1000 })
  expect(axis.cuts).toEqual([])
  expect(axis.length).toBe(1000)
  expect(axis.placeOf(250)).toBe(250)
  expect(axis.timeAt(250)).toBe(250)
})

test('a long idle time is cut, and everything else keeps its proportions', () => {
  const hour = 3_600_000
  const axis = axisOf(
    [
      { from: 0, until: 60_000 },
      { from: hour, until: hour + 60_000 },
    ],
    { from: 0, until: hour + 60_000 },
  )
  expect(axis.cuts).toEqual([{ place: 60_000, length: 3600, left: hour - 60_000 }])
  expect(axis.length).toBe(123_600)
  expect(axis.placeOf(hour)).toBeCloseTo(63_600)
  for (const time of [0, 30_000, 61_000, hour, hour + 30_000]) expect(axis.timeAt(axis.placeOf(time))).toBeCloseTo(time)
})

test('short runs and the end of a run are not cut', () => {
  expect(axisOf([], { from: 0, until: 0 }).length).toBe(1)
  expect(axisOf([{ from: 0, until: 10 }], { from: 0, until: 5000 }).cuts).toEqual([])
})

test.each([
  [{ from: 0, until: 1000 }, 5, [0, 200, 400, 600, 800, 1000]],
  [{ from: 30, until: 95 }, 4, [40, 60, 80]],
  [{ from: 0, until: 7_200_000 }, 4, [0, 1_800_000, 3_600_000, 5_400_000, 7_200_000]],
])('ticks of %o', (span, most, ticks) => {
  expect(ticksOf(span, most)).toEqual(ticks)
})
