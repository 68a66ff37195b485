import { addSeconds, epochMillis, type Timestamp, timestampOf } from '@millrace/protocol'
import type { Intervals } from './run-history.ts'
import type { Span } from '../filters/tallied.ts'
import { LEVELS } from './recount.ts'
import { type Counted, PERIOD } from './run-tallies.ts'

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

/** The seconds of slots, the shortest first. */
type Levels = readonly [number, ...number[]]

/**
 * Divides what intervals have of a time into slots that have been counted, as few and long ones as there are, and what lies between and
 * beside them.
 */
export function divideIntervals(
  { start, end, micros }: Intervals,
  done: Counted | undefined,
  levels: Levels = LEVELS,
  during?: Span,
): Divided {
  const segments = segmentsOf(done, levels)
  const divided: Divided = { counted: [], rest: [] }
  const last = during && during.to < end ? addSeconds(during.to, 1e-6) : undefined
  for (let interval = 0, from = start; from < end; interval += 1) {
    const until = addSeconds(start, ((interval + 1) * micros) / 1e6)
    divideOne(interval, later(from, during?.from ?? from), last === undefined ? until : earlier(until, last), { levels, segments }, divided)
    from = until
  }
  return divided
}

const later = (a: Timestamp, b: Timestamp): Timestamp => (a > b ? a : b)
const earlier = (a: Timestamp, b: Timestamp): Timestamp => (a < b ? a : b)

/** Slots of the shortest level, from one up to another. */
type Segment = readonly [from: number, until: number]

/** The slots that have been counted, the gaps left out. */
function segmentsOf(done: Counted | undefined, [shortest]: Levels): Segment[] {
  if (done === undefined) return []
  const slots = PERIOD / shortest
  const edges = [done.from, ...done.gaps.flatMap((gap) => [gap, gap + 1]), done.until]
  return edges.flatMap((edge, index): Segment[] => {
    const next = edges[index + 1]
    return index % 2 === 1 || next === undefined || edge >= next ? [] : [[edge * slots, next * slots]]
  })
}

interface Slots {
  readonly levels: Levels
  readonly segments: readonly Segment[]
}

function divideOne(interval: number, start: Timestamp, end: Timestamp, { levels, segments }: Slots, { counted, rest }: Divided): void {
  const millis = levels[0] * 1000
  let at = start
  for (const [first, last] of segments) {
    const from = Math.max(Math.ceil(epochMillis(at) / millis), first)
    const until = Math.min(Math.floor(epochMillis(end) / millis), last)
    if (from >= until) continue
    if (at < timestampOf(from * millis)) rest.push({ interval, from: at, until: timestampOf(from * millis) })
    for (const range of slotsOf(levels, from, until)) counted.push({ interval, ...range })
    at = timestampOf(until * millis)
  }
  if (at < end) rest.push({ interval, from: at, until: end })
}

/** As few slots as cover these of a level: coarser ones in the middle, finer ones at both ends. */
function slotsOf(levels: Levels, from: number, until: number, index = 0): Omit<CountedRange, 'interval'>[] {
  const [level, coarser] = [levels[index], levels[index + 1]]
  if (level === undefined || from >= until) return []
  if (coarser === undefined) return [{ level, from, until }]
  const ratio = coarser / level
  const [first, after] = [Math.ceil(from / ratio), Math.floor(until / ratio)]
  if (first >= after) return [{ level, from, until }]
  return [
    ...slotsOf(levels, first, after, index + 1),
    ...(from < first * ratio ? [{ level, from, until: first * ratio }] : []),
    ...(after * ratio < until ? [{ level, from: after * ratio, until }] : []),
  ]
}
