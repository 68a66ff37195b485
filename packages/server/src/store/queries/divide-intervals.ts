import { addSeconds, epochMillis, type Timestamp, timestampOf } from '@millrace/protocol'
import type { Intervals } from './run-history.ts'
import { type Counted, LEVELS, PERIOD } from './run-tallies.ts'

/** Slots of one level that belong to an interval: what has been counted of it. */
export interface CountedRange {
  readonly interval: number
  readonly level: number
  readonly from: number
  readonly until: number
}

/** A time of an interval at which nothing has been counted. */
export interface UncountedRange {
  readonly interval: number
  readonly from: Timestamp
  readonly until: Timestamp
}

interface Divided {
  readonly counted: CountedRange[]
  readonly rest: UncountedRange[]
}

const [MINUTE] = LEVELS

/** Divides intervals into slots that have been counted, as few and long ones as there are, and what lies between and beside them. */
export function divideIntervals({ start, end, micros }: Intervals, done: Counted | undefined): Divided {
  const segments = segmentsOf(done)
  const divided: Divided = { counted: [], rest: [] }
  for (let interval = 0, from = start; from < end; interval += 1) {
    const until = addSeconds(start, ((interval + 1) * micros) / 1e6)
    divideOne(interval, from, until, segments, divided)
    from = until
  }
  return divided
}

/** Minutes from one up to another. */
type Segment = readonly [from: number, until: number]

/** The minutes that have been counted, the gaps left out. */
function segmentsOf(done: Counted | undefined): Segment[] {
  if (done === undefined) return []
  const minutes = PERIOD / MINUTE
  const edges = [done.from, ...done.gaps.flatMap((gap) => [gap, gap + 1]), done.until]
  return edges.flatMap((edge, index): Segment[] => {
    const next = edges[index + 1]
    return index % 2 === 1 || next === undefined || edge >= next ? [] : [[edge * minutes, next * minutes]]
  })
}

function divideOne(interval: number, start: Timestamp, end: Timestamp, segments: readonly Segment[], { counted, rest }: Divided): void {
  let at = start
  for (const [first, last] of segments) {
    const from = Math.max(Math.ceil(epochMillis(at) / 60_000), first)
    const until = Math.min(Math.floor(epochMillis(end) / 60_000), last)
    if (from >= until) continue
    if (at < timeOf(from)) rest.push({ interval, from: at, until: timeOf(from) })
    for (const range of slotsOf(from, until)) counted.push({ interval, ...range })
    at = timeOf(until)
  }
  if (at < end) rest.push({ interval, from: at, until: end })
}

const timeOf = (minute: number): Timestamp => timestampOf(minute * 60_000)

/** As few slots as cover these of a level: coarser ones in the middle, finer ones at both ends. */
function slotsOf(from: number, until: number, index = 0): Omit<CountedRange, 'interval'>[] {
  const [level, coarser] = [LEVELS[index], LEVELS[index + 1]]
  if (level === undefined || from >= until) return []
  if (coarser === undefined) return [{ level, from, until }]
  const ratio = coarser / level
  const [first, after] = [Math.ceil(from / ratio), Math.floor(until / ratio)]
  if (first >= after) return [{ level, from, until }]
  return [
    ...slotsOf(first, after, index + 1),
    ...(from < first * ratio ? [{ level, from, until: first * ratio }] : []),
    ...(after * ratio < until ? [{ level, from: after * ratio, until }] : []),
  ]
}
