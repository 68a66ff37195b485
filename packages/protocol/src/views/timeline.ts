import { z } from 'zod'
import { stateType } from '../states/state.ts'
import { uuid } from '../values/scalars.ts'

/** What a run did in a span of time: wait for its turn, run an attempt, wait for the next one, be paused. */
export const SEGMENT_KINDS = ['waiting', 'running', 'retrying', 'paused'] as const

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
const lane = z.object({
  kind: z.enum(['flow-run', 'task-run']),
  id: uuid,
  /** Of a subflow run: the task run of the parent that stands for it. */
  task_run_id: uuid,
  name: z.string(),
  /** The name of the task, or of the subflow's flow: lanes of one group fold together. */
  group: z.string(),
  state_type: stateType,
  state_name: z.string(),
  /** In which attempt of the flow run. */
  attempt: z.int(),
  run_count: z.int(),
  segments: z.array(segment),
  /** The task runs that its inputs came from. */
  parents: z.array(uuid),
})
export type TimelineLane = z.output<typeof lane>

/** A flow run over time, its lanes in the order of their start. */
export const timeline = z.object({
  /** What times count from, and the server's clock when it answered. */
  origin: z.string(),
  now: millis,
  state_type: stateType.nullable(),
  state_name: z.string().nullable(),
  /** The flow run's own segments: one that runs is one attempt. */
  segments: z.array(segment),
  lanes: z.array(lane),
  /** How many lanes there are; only the first 10,000 are answered. */
  total: z.int(),
  /** To be given as `since` for what changes from here on. */
  as_of: z.string(),
})
export type Timeline = z.output<typeof timeline>
