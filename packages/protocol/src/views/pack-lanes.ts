import { STATE_TYPES, type StateType } from '../states/state-types.ts'
import { SEGMENT_KINDS } from './segment-kinds.ts'
import type { PackedLanes, TimelineLane, TimelineSegment } from './timeline.ts'

const PLACE_OF_TYPE = new Map<StateType | null, number>(STATE_TYPES.map((type, place) => [type, place]))
const PLACE_OF_KIND = new Map(SEGMENT_KINDS.map((kind, place) => [kind, place]))

/** Lanes as they are answered. */
export function packLanes(lanes: readonly TimelineLane[]): PackedLanes {
  const places = new Map(lanes.map(({ task_run_id: id }, place) => [id, place]))
  const texts = new Map<string, number>()
  const placeOf = (text: string): number => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, texts.size)
    return texts.size - 1
  }
  const segments = lanes.flatMap((lane) => lane.segments)
  const packed = {
    ids: lanes.map(({ id }) => id),
    names: lanes.map(({ name }) => name),
    groups: lanes.map(({ group }) => placeOf(group)),
    state_types: lanes.map(({ state_type: type }) => PLACE_OF_TYPE.get(type) ?? 0),
    state_names: lanes.map(({ state_name: name }) => placeOf(name)),
    attempts: lanes.map(({ attempt }) => attempt),
    run_counts: lanes.map(({ run_count: count }) => count),
    segments: lanes.map((lane) => lane.segments.length),
    kinds: segments.map(({ kind }) => PLACE_OF_KIND.get(kind) ?? 0),
    from: segments.map(({ from }) => from),
    lengths: segments.map(({ from, until }) => (until === null ? null : toMicros(until - from))),
    ended: segments.map(({ ended }) => PLACE_OF_TYPE.get(ended) ?? null),
    parents: lanes.map(({ parents }) => parents.map((id) => places.get(id) ?? id)),
  }
  const subflows = lanes.map(({ kind, task_run_id: id }) => (kind === 'flow-run' ? id : null))
  return { texts: [...texts.keys()], ...packed, ...(subflows.some((id) => id !== null) && { task_run_ids: subflows }) }
}

/** Answered lanes as they are worked with: in loops, since a browser does this to tens of thousands before it shows anything. */
export function unpackLanes(packed: PackedLanes): TimelineLane[] {
  const { texts, ids, task_run_ids: subflows } = packed
  const taskRunIds = subflows === undefined ? ids : ids.map((id, lane) => subflows[lane] ?? id)
  const lanes: TimelineLane[] = []
  let next = 0
  for (const [lane, id] of ids.entries()) {
    const segments: TimelineSegment[] = []
    for (let left = packed.segments[lane] ?? 0; left > 0; left -= 1) segments.push(segmentAt(packed, next++))
    const parents: string[] = []
    for (const parent of packed.parents[lane] ?? []) parents.push(typeof parent === 'number' ? (taskRunIds[parent] ?? '') : parent)
    lanes.push({
      kind: (subflows?.[lane] ?? null) === null ? 'task-run' : 'flow-run',
      id,
      task_run_id: taskRunIds[lane] ?? id,
      name: packed.names[lane] ?? '',
      group: texts[packed.groups[lane] ?? 0] ?? '',
      state_type: STATE_TYPES[packed.state_types[lane] ?? 0] ?? 'PENDING',
      state_name: texts[packed.state_names[lane] ?? 0] ?? '',
      attempt: packed.attempts[lane] ?? 0,
      run_count: packed.run_counts[lane] ?? 0,
      segments,
      parents,
    })
  }
  return lanes
}

function segmentAt({ kinds, from, lengths, ended }: PackedLanes, place: number): TimelineSegment {
  const [begin, length, end] = [from[place] ?? 0, lengths[place] ?? null, ended[place] ?? null]
  return {
    kind: SEGMENT_KINDS[kinds[place] ?? 0] ?? 'running',
    from: begin,
    until: length === null ? null : toMicros(begin + length),
    ended: end === null ? null : (STATE_TYPES[end] ?? null),
  }
}

/** Milliseconds without what a sum of fractions adds below the microsecond. */
const toMicros = (millis: number): number => Math.round(millis * 1000) / 1000
