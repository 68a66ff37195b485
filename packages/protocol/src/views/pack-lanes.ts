import { STATE_TYPES, type StateType } from '../states/state-types.ts'
import { SEGMENT_KINDS } from './segment-kinds.ts'
import type { PackedLanes, TimelineLane, TimelineSegment } from './timeline.ts'

const PLACE_OF_TYPE = new Map<StateType | null, number>(STATE_TYPES.map((type, place) => [type, place]))
const PLACE_OF_KIND = new Map(SEGMENT_KINDS.map((kind, place) => [kind, place]))

/** Lanes that are answered: what is added goes column by column, so that of tens of thousands none is kept. */
interface LanePacker {
  readonly add: (lane: TimelineLane) => void
  readonly packed: () => PackedLanes
}

/** Nothing, to which lanes are added. */
export function lanePacker(): LanePacker {
  const places = new Map<string, number>()
  const texts = new Map<string, number>()
  const columns = {
    ids: [] as string[],
    names: [] as string[],
    groups: [] as number[],
    state_types: [] as number[],
    state_names: [] as number[],
    attempts: [] as number[],
    run_counts: [] as number[],
    segments: [] as number[],
    kinds: [] as number[],
    from: [] as number[],
    lengths: [] as (number | null)[],
    ended: [] as (number | null)[],
  }
  const parents: (readonly string[])[] = []
  const subflows: (string | null)[] = []
  const placeOf = (text: string): number => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, texts.size)
    return texts.size - 1
  }
  return {
    add(lane) {
      places.set(lane.task_run_id, columns.ids.length)
      columns.ids.push(lane.id)
      columns.names.push(lane.name)
      columns.groups.push(placeOf(lane.group))
      columns.state_types.push(PLACE_OF_TYPE.get(lane.state_type) ?? 0)
      columns.state_names.push(placeOf(lane.state_name))
      columns.attempts.push(lane.attempt)
      columns.run_counts.push(lane.run_count)
      columns.segments.push(lane.segments.length)
      for (const { kind, from, until, ended } of lane.segments) {
        columns.kinds.push(PLACE_OF_KIND.get(kind) ?? 0)
        columns.from.push(from)
        columns.lengths.push(until === null ? null : toMicros(until - from))
        columns.ended.push(ended === null ? null : (PLACE_OF_TYPE.get(ended) ?? null))
      }
      parents.push(lane.parents)
      subflows.push(lane.kind === 'flow-run' ? lane.task_run_id : null)
    },
    packed: () => ({
      texts: [...texts.keys()],
      ...columns,
      parents: parents.map((ids) => ids.map((id) => places.get(id) ?? id)),
      ...(subflows.some((id) => id !== null) && { task_run_ids: subflows }),
    }),
  }
}

/** Lanes as they are answered. */
export function packLanes(lanes: Iterable<TimelineLane>): PackedLanes {
  const packer = lanePacker()
  for (const lane of lanes) packer.add(lane)
  return packer.packed()
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
