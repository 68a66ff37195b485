import { epochMillis, timestampOf } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { divideIntervals } from './divide-intervals.ts'

const at = (minutes: number): string => timestampOf(minutes * 60_000)
const minutesOf = (time: string): number => epochMillis(time) / 60_000

/** Ten days, in intervals of some minutes. */
const intervals = (from: number, until: number, each: number) => ({ start: at(from), end: at(until), micros: each * 60e6 })

describe('divideIntervals', () => {
  it('looks at every run where nothing has been counted', () => {
    expect(divideIntervals(intervals(5, 25, 10), undefined)).toEqual({
      counted: [],
      rest: [
        { interval: 0, from: at(5), until: at(15) },
        { interval: 1, from: at(15), until: at(25) },
      ],
    })
  })

  it('takes the longest slots there are, and looks at runs only beside them', () => {
    const { counted, rest } = divideIntervals(intervals(0.5, 4321, 4320.5), { from: 0, until: 1000, gaps: [] })
    expect(counted.map(({ level, from, until }) => [level, from, until])).toEqual([
      [86_400, 1, 3],
      [14_400, 1, 6],
      [3600, 1, 4],
      [600, 1, 6],
      [60, 1, 10],
      [60, 4320, 4321],
    ])
    expect(rest).toEqual([{ interval: 0, from: at(0.5), until: at(1) }])
  })

  it.each([
    [{ from: 3, until: 100, gaps: [] }],
    [{ from: 0, until: 100, gaps: [0, 1, 50, 99] }],
    [{ from: 30, until: 60, gaps: [40, 41, 42] }],
    [{ from: 200, until: 300, gaps: [] }],
    [{ from: 5, until: 5, gaps: [] }],
  ])('covers each interval once with what %j says', (done) => {
    for (const each of [1, 7.25, 60, 133.7, 1500]) {
      const { counted, rest } = divideIntervals(intervals(12.3, 12.3 + each * 7, each), done)
      for (let interval = 0; interval < 7; interval += 1) {
        const pieces = [
          ...counted
            .filter((one) => one.interval === interval)
            .map(({ level, from, until }) => [(from * level) / 60, (until * level) / 60]),
          ...rest.filter((one) => one.interval === interval).map(({ from, until }) => [minutesOf(from), minutesOf(until)]),
        ].toSorted(([a = 0], [b = 0]) => a - b)
        const edges = [12.3 + each * interval, ...pieces.flat(), 12.3 + each * (interval + 1)]
        for (let edge = 0; edge < edges.length; edge += 2) expect(edges[edge]).toBeCloseTo(edges[edge + 1] ?? Number.NaN, 5)
        const inside = (minute: number): boolean => minute >= done.from * 10 && minute <= done.until * 10
        for (const { level, from, until } of counted)
          expect([inside((from * level) / 60), inside((until * level) / 60)]).toEqual([true, true])
      }
    }
  })
})
