/** A stretch of time of which something happened, or one that is cut short because nothing did. Milliseconds of the run, and of the axis. */
interface Piece {
  readonly from: number
  readonly until: number
  readonly start: number
  readonly length: number
  readonly cut: boolean
}

/** Time as it is drawn: long spans in which nothing happened take little room. */
export interface Axis {
  /** How long the drawn time is, in the milliseconds of what is not cut. */
  readonly length: number
  /** Where a time is drawn, from 0 to `length`. */
  readonly placeOf: (time: number) => number
  /** What time is drawn at a place. */
  readonly timeAt: (place: number) => number
  /** Where time is cut: the place, and how many milliseconds are left out. */
  readonly cuts: readonly { readonly place: number; readonly length: number; readonly left: number }[]
}

export interface Span {
  readonly from: number
  readonly until: number
}

/** Part of the whole from which on nothing is cut out of the time, and what is left of it. */
const IDLE_SHARE = 0.2
const CUT_SHARE = 0.03
/** Milliseconds below which nothing is cut, however short the run. */
const SHORTEST_IDLE = 30_000

/** The axis of what happened in spans of time, with idle times of more than a fifth of the whole cut. */
export function axisOf(active: readonly Span[], whole: Span): Axis {
  const total = Math.max(whole.until - whole.from, 1)
  const idle = idleIn(active, whole).filter(({ from, until }) => until - from > Math.max(SHORTEST_IDLE, total * IDLE_SHARE))
  const kept = total - idle.reduce((sum, { from, until }) => sum + until - from, 0)
  const pieces: Piece[] = []
  let start = 0
  const add = (from: number, until: number, cut: boolean): void => {
    if (until <= from) return
    const length = cut ? Math.max(kept, 1) * CUT_SHARE : until - from
    pieces.push({ from, until, start, length, cut })
    start += length
  }
  let at = whole.from
  for (const { from, until } of idle) {
    add(at, from, false)
    add(from, until, true)
    at = until
  }
  add(at, whole.from + total, false)
  return {
    length: start,
    placeOf(time) {
      const piece = pieces.find(({ until }) => time <= until) ?? pieces.at(-1)
      return piece === undefined ? 0 : piece.start + ((time - piece.from) / (piece.until - piece.from)) * piece.length
    },
    timeAt(place) {
      const piece = pieces.find((each) => place <= each.start + each.length) ?? pieces.at(-1)
      return piece === undefined ? whole.from : piece.from + ((place - piece.start) / piece.length) * (piece.until - piece.from)
    },
    cuts: pieces.flatMap(({ cut, start: place, length, from, until }) => (cut ? [{ place, length, left: until - from }] : [])),
  }
}

/** The spans of a whole in which nothing is active. */
function idleIn(active: readonly Span[], whole: Span): Span[] {
  const idle: Span[] = []
  let at = whole.from
  for (const { from, until } of active.toSorted((one, other) => one.from - other.from)) {
    if (from > at) idle.push({ from: at, until: Math.min(from, whole.until) })
    at = Math.max(at, until)
  }
  if (whole.until > at) idle.push({ from: at, until: whole.until })
  return idle
}

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
]
const HOUR = 3_600_000
const LONG_STEPS = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672].map((hours) => hours * HOUR)

/** Times to be marked between two, at most `most` of them, at round distances from 0. */
export function ticksOf({ from, until }: Span, most: number): number[] {
  const length = until - from
  const step = [...STEPS, ...LONG_STEPS].find((each) => length / each <= most) ?? length
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.max(0, Math.floor((until - first) / step) + 1) }, (_, index) => first + index * step)
}
