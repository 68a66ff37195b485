import {
  addSeconds,
  type Received,
  secondsBetween,
  type TaskRunFilter,
  TERMINAL_STATE_TYPES,
  type Timestamp,
  type uiRoutes,
} from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { countFinishedTaskRuns } from '../store/queries/overviews.ts'
import { Unprocessable } from './errors.ts'

/** Into how many parts the time is divided. */
const PARTS = 20

const FAILURES: ReadonlySet<string> = new Set(['FAILED', 'CRASHED'])

type Body = Received<typeof uiRoutes.countTaskRunsOverTime>['body']

interface Counts {
  completed: number
  failed: number
}

/**
 * Counts the finished task runs that started in each twentieth of a time, from the minute of `start_time.after_` to the end of that of
 * `before_`, or of now. Throws `Unprocessable` without `after_`.
 */
export async function countTaskRunsOverTime({ store, clock }: RequestContext, body: Body): Promise<Counts[]> {
  const { after_: after, before_: before } = body.task_runs.start_time ?? {}
  if (!after) throw new Unprocessable('task_runs.start_time.after_ is required')
  const start = startOfMinute(after)
  const end = addSeconds(startOfMinute(before ?? clock.now()), 59.999999)
  const parts = Array.from({ length: PARTS }, (): Counts => ({ completed: 0, failed: 0 }))
  const micros = Math.ceil((secondsBetween(start, end) * 1e6) / PARTS)
  if (micros <= 0) return parts
  const finished: TaskRunFilter['state'] = { operator: 'and_', type: { any_: [...TERMINAL_STATE_TYPES] } }
  const filters = { ...body, task_runs: { ...body.task_runs, state: finished }, work_pool_queues: body.work_queues }
  const counts = await store.read((queries) => countFinishedTaskRuns(queries, { start, end, micros }, filters))
  for (const { interval, state_type: type, count } of counts) {
    const part = parts[interval]
    if (part !== undefined) part[FAILURES.has(type) ? 'failed' : 'completed'] += count
  }
  return parts
}

const startOfMinute = (timestamp: Timestamp): Timestamp => `${timestamp.slice(0, 17)}00.000000Z`
