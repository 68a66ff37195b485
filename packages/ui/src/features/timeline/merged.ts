import type { Timeline, TimelineLane } from '@millrace/protocol'

/** What was known with what changed. Times of both count from their own origin, which a run that had not begun may have moved. */
export function merged(known: Timeline, fresh: Timeline): Timeline {
  const moved = Date.parse(known.origin) - Date.parse(fresh.origin)
  const changed = new Map(fresh.lanes.map((lane) => [lane.id, lane]))
  const kept = known.lanes.map((lane) => changed.get(lane.id) ?? shifted(lane, moved))
  const ids = new Set(known.lanes.map(({ id }) => id))
  return { ...fresh, lanes: [...kept, ...fresh.lanes.filter(({ id }) => !ids.has(id))] }
}

/** A lane on another clock, so many milliseconds later. */
export const shifted = (lane: TimelineLane, by: number): TimelineLane =>
  by === 0
    ? lane
    : {
        ...lane,
        segments: lane.segments.map((segment) => ({
          ...segment,
          from: segment.from + by,
          until: segment.until === null ? null : segment.until + by,
        })),
      }
