import type { Timeline, TimelineSegment } from '@millrace/protocol'
import { type Axis, axisOf, type Span } from './axis.ts'

/** Room that is left for what goes on to grow into, of the time until now, and in milliseconds at least. */
const GROWTH = 0.05
const LEAST_GROWTH = 500

export const attemptsOf = ({ segments }: Pick<Timeline, 'segments'>): TimelineSegment[] => segments.filter(({ kind }) => kind === 'running')

/** Whether a run or something in it goes on. */
export const isLive = ({ lanes, segments }: Timeline): boolean =>
  segments.at(-1)?.until === null || lanes.some((lane) => lane.segments.at(-1)?.until === null)

/** The axis of a whole run, or of one attempt at it. */
export function axisOfTimeline(timeline: Timeline, live: boolean, attempt: number | undefined): Axis {
  const attempts = attemptsOf(timeline)
  const end = live ? timeline.now + Math.max(LEAST_GROWTH, timeline.now * GROWTH) : undefined
  // There may be tens of thousands: each is looked at once.
  const active: Span[] = []
  let [first, last] = [0, 0]
  const note = (segments: readonly TimelineSegment[], spans: Span[] | undefined): void => {
    for (const { kind, from, until } of segments) {
      if (kind !== 'running') continue
      first = Math.min(first, from)
      last = Math.max(last, until ?? timeline.now)
      spans?.push({ from, until: until ?? end ?? timeline.now })
    }
  }
  for (const { segments } of timeline.lanes) note(segments, active)
  note(attempts, active.length > 0 ? undefined : active)
  const until = end ?? Math.max(last, 1)
  const only = attempt === undefined ? undefined : attempts[attempt - 1]
  return axisOf(active, only === undefined ? { from: first, until } : { from: only.from, until: only.until ?? until })
}
