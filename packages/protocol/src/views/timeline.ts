import { z } from 'zod'
import { stateType } from '../states/state.ts'
import type { StateType } from '../states/state-types.ts'
import { uuid } from '../values/scalars.ts'
import { SEGMENT_KINDS } from './segment-kinds.ts'

const millis = z.number()

/**
 * One span of a lane: what it did, from and until when, and how that ended. Times are milliseconds since `origin`; no end means that it
 * goes on.
 */
const segment = z.object({
  kind: z.enum(SEGMENT_KINDS),
  from: millis,
  until: millis.nullable(),
  /** Of a running segment: the type of the state that ended it. */
  ended: stateType.nullable(),
})
export type TimelineSegment = z.output<typeof segment>

/** A task run, or the subflow run that stands in its place. */
export interface TimelineLane {
  readonly kind: 'flow-run' | 'task-run'
  readonly id: string
  /** Of a subflow run: the task run of the parent that stands for it. */
  readonly task_run_id: string
  readonly name: string
  /** The name of the task, or of the subflow's flow: lanes of one group fold together. */
  readonly group: string
  readonly state_type: StateType
  readonly state_name: string
  /** In which attempt of the flow run. */
  readonly attempt: number
  readonly run_count: number
  readonly segments: readonly TimelineSegment[]
  /** The task runs that its inputs came from. */
  readonly parents: readonly string[]
}

/**
 * Lanes, column by column and with numbers for what repeats: thousands of them in a third of the bytes, and read as quickly. `packLanes`
 * and `unpackLanes` make one of the other.
 */
export const packedLanes = z.object({
  /** Texts that `groups` and `state_names` give the places of. */
  texts: z.array(z.string()),
  ids: z.array(uuid),
  /** Of subflow runs, which are those with one: the task run of the parent; null for task runs. Absent where all are null. */
  task_run_ids: z.array(uuid.nullable()).optional(),
  names: z.array(z.string()),
  groups: z.array(z.int()),
  /** Places in `STATE_TYPES`. */
  state_types: z.array(z.int()),
  state_names: z.array(z.int()),
  attempts: z.array(z.int()),
  run_counts: z.array(z.int()),
  /** For each lane how many segments it has; they follow one another in the lists below. */
  segments: z.array(z.int()),
  /** Places in `SEGMENT_KINDS`. */
  kinds: z.array(z.int()),
  from: z.array(millis),
  /** How long each took; null for one that goes on. */
  lengths: z.array(millis.nullable()),
  /** Places in `STATE_TYPES`; null for a segment that no state has ended. */
  ended: z.array(z.int().nullable()),
  /** For each lane its parents: the place of their lane, or their id where they have none here. */
  parents: z.array(z.array(z.union([z.int(), uuid]))),
})
export type PackedLanes = z.output<typeof packedLanes>

/** A flow run over time, its lanes in the order of their start, as it is answered. */
export const timeline = z.object({
  /** What times count from, and the server's clock when it answered. */
  origin: z.string(),
  now: millis,
  state_type: stateType.nullable(),
  state_name: z.string().nullable(),
  /** The flow run's own segments: one that runs is one attempt. */
  segments: z.array(segment),
  lanes: packedLanes,
  /** How many lanes there are; only the first 10,000 are answered. */
  total: z.int(),
  /** To be given as `since` for what changes from here on. */
  as_of: z.string(),
})
export type PackedTimeline = z.output<typeof timeline>

/** A flow run over time, as it is worked with. */
export interface Timeline extends Omit<PackedTimeline, 'lanes'> {
  readonly lanes: readonly TimelineLane[]
}
