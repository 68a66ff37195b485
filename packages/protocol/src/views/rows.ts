import { z } from 'zod'
import { stateType } from '../states/state.ts'
import { tags, uuid } from '../values/scalars.ts'

const text = z.string().nullable()
const named = z.object({ id: uuid, name: z.string() })

/** What every list of rows takes: how many, and from where on, as the page before said. */
export const slice = { limit: z.int().min(1).max(200).default(50), cursor: z.string().nullish() }

/** One page of a list: its rows, where the next one begins, and how many there are, counted up to `MOST_COUNTED`. */
export const rowsOf = <Row extends z.ZodType>(
  row: Row,
): z.ZodObject<{
  rows: z.ZodArray<Row>
  next: z.ZodNullable<z.ZodString>
  total: z.ZodInt
  /** False where there are more than were counted. */
  total_is_exact: z.ZodBoolean
}> => z.object({ rows: z.array(row), next: z.string().nullable(), total: z.int(), total_is_exact: z.boolean() })

/** Up to how many rows a list counts. */
export const MOST_COUNTED = 10_000

/** A run as a bar: seconds are those in which it ran. */
export const runBar = z.object({
  id: uuid,
  name: z.string(),
  state_type: stateType.nullable(),
  state_name: text,
  start_time: text,
  seconds: z.number(),
})
export type RunBar = z.output<typeof runBar>

/** How many task runs a flow run has, counted up to a thousand. */
const taskCounts = z.object({ total: z.int(), completed: z.int(), failed: z.int(), running: z.int() })

/** A flow run with the names of what it belongs to. */
export const flowRunRow = z.object({
  ...runBar.shape,
  state_timestamp: text,
  expected_start_time: text,
  end_time: text,
  flow: named,
  deployment: named.nullable(),
  parent: named.nullable(),
  tags,
  run_count: z.int(),
  work_pool_name: text,
  work_queue_name: text,
  /** Who holds it, or held it last. */
  holder: text,
  auto_scheduled: z.boolean(),
  tasks: taskCounts,
  /** Seconds that the latest completed runs of the flow took, in the middle; null without one. */
  usual_seconds: z.number().nullable(),
})
export type FlowRunRow = z.output<typeof flowRunRow>

export const taskRunRow = z.object({
  ...runBar.shape,
  state_timestamp: text,
  expected_start_time: text,
  end_time: text,
  flow_run: named.nullable(),
  flow: named.nullable(),
  tags,
  run_count: z.int(),
})
export type TaskRunRow = z.output<typeof taskRunRow>
