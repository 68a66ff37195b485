import { z } from 'zod'
import { stateType } from '../states/state.ts'
import { uuid } from '../values/scalars.ts'

const time = z.string()
const text = z.string()
const named = z.object({ id: uuid, name: text })
const holder = z.object({ kind: z.enum(['flow-run', 'task-run', 'other']), id: uuid.nullable(), name: text.nullable() })

/**
 * Why a flow run is where it is: a code with its values, of which the CLI and the UI make a sentence. Times are UTC; counts are whole.
 * A reader passes over codes that it does not know.
 */
export const reason = z.discriminatedUnion('code', [
  /** It is not due yet. `timezone` is that of the schedule that made it. */
  z.object({ code: z.literal('scheduled'), at: time, timezone: text.nullable() }),
  /** It is due, and nothing is known to keep it. */
  z.object({ code: z.literal('due'), at: time.nullable(), pool: text.nullable(), queue: text.nullable() }),
  /** No worker polls its pool; `since` is when one last did, null for never. */
  z.object({ code: z.literal('no_worker'), pool: text, pool_type: text.nullable(), since: time.nullable() }),
  /** Workers poll the pool, and none of them is of its type. */
  z.object({ code: z.literal('wrong_worker_type'), pool: text, pool_type: text, worker_types: z.array(text) }),
  z.object({ code: z.literal('pool_paused'), pool: text }),
  z.object({ code: z.literal('queue_paused'), pool: text.nullable(), queue: text }),
  /** The run, or its deployment, has no work queue, and so nobody picks it up. */
  z.object({ code: z.literal('no_queue'), deployment: named.nullable() }),
  z.object({ code: z.literal('pool_full'), pool: text, running: z.int(), limit: z.int(), before: z.int() }),
  z.object({ code: z.literal('queue_full'), pool: text.nullable(), queue: text, running: z.int(), limit: z.int(), before: z.int() }),
  /** Waits for slots of a limit; `place` is its place in line from 1, null where the line is not known. */
  z.object({
    code: z.literal('waiting_for_slot'),
    limit: named,
    used: z.int(),
    slots: z.int(),
    place: z.int().nullable(),
    holders: z.array(holder),
  }),
  /** Somebody has taken it and has not begun yet. */
  z.object({ code: z.literal('pending'), worker: text.nullable(), since: time.nullable(), doing: text.nullable() }),
  z.object({ code: z.literal('running'), since: time.nullable(), attempt: z.int(), attempts: z.int(), running: z.array(named) }),
  z.object({
    code: z.literal('awaiting_retry'),
    at: time.nullable(),
    attempt: z.int(),
    attempts: z.int().nullable(),
    task: named.nullable(),
    message: text.nullable(),
  }),
  /** `place` of `of`: where the task run stands among those of the run, in the order of their start. */
  z.object({
    code: z.literal('failed'),
    task: named.nullable(),
    place: z.int().nullable(),
    of: z.int().nullable(),
    message: text.nullable(),
    attempts: z.int(),
    log: z.object({ id: uuid, number: z.int().nullable() }).nullable(),
  }),
  /** `last_sign` is when its process was last heard of, `lapsed` when its lease ended. */
  z.object({
    code: z.literal('crashed'),
    message: text.nullable(),
    exit_code: z.int().nullable(),
    signal: text.nullable(),
    last_sign: time.nullable(),
    lapsed: time.nullable(),
  }),
  z.object({
    code: z.literal('completed'),
    tasks: z.int(),
    failed: z.array(named),
    failed_count: z.int(),
    warnings: z.int(),
  }),
  /** `input` says that resuming takes values; `description` is what the flow asks for. */
  z.object({
    code: z.literal('paused'),
    since: time.nullable(),
    until: time.nullable(),
    suspended: z.boolean(),
    input: z.boolean(),
    description: text.nullable(),
  }),
  z.object({ code: z.literal('cancelling'), since: time.nullable(), by: text.nullable(), reason: text.nullable() }),
  z.object({
    code: z.literal('cancelled'),
    at: time.nullable(),
    by: text.nullable(),
    reason: text.nullable(),
    children: z.int(),
    children_stopped: z.int(),
  }),
])
export type Reason = z.output<typeof reason>

/** The state of a flow run with its reasons, the one to act on first. */
export const explanation = z.object({
  flow_run_id: uuid,
  state_type: stateType.nullable(),
  state_name: text.nullable(),
  reasons: z.array(reason),
})
export type Explanation = z.output<typeof explanation>
