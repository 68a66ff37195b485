import {
  type FlowRunRow,
  MOST_COUNTED,
  type ReplyOf,
  type RunBar,
  type StateType,
  type TaskRunRow,
  type Timestamp,
  type viewRoutes,
} from '@millrace/protocol'
import { z } from 'zod'
import { Unprocessable } from '../api/errors.ts'
import { estimatedRunTime } from '../api/present-run.ts'
import type { Received } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { type LatestRun, listLatestRuns } from '../store/queries/latest-runs.ts'
import {
  countFlowRunsUpTo,
  countTaskRunsUpTo,
  countTasksOf,
  type FlowRunLine,
  listFlowRunLines,
  listTaskRunLines,
  type Place,
  type TaskCounts,
  type TaskRunLine,
} from '../store/queries/run-rows.ts'

/** Task runs of one run that are counted. */
const MOST_TASKS = 1000
/** Latest runs of a flow from which it is told how long one usually takes. */
const MEASURED = 20

const NO_TASKS: TaskCounts = { total: 0, completed: 0, failed: 0, running: 0 }

type FlowRunRows = ReplyOf<typeof viewRoutes.flowRunRows>
type TaskRunRows = ReplyOf<typeof viewRoutes.taskRunRows>

/** One page of flow runs as the UI lists them. Throws `Unprocessable` for a cursor that no answer gave. */
export async function listFlowRunRows(
  { store, clock }: RequestContext,
  { sort, limit, cursor, ...filters }: Received<typeof viewRoutes.flowRunRows>['body'],
): Promise<FlowRunRows> {
  const now = clock.now()
  return await store.read(async (queries) => {
    const [lines, total] = await Promise.all([
      listFlowRunLines(queries, filters, { sort, limit: limit + 1, after: placeOf(cursor) }),
      countFlowRunsUpTo(queries, filters, MOST_COUNTED + 1),
    ])
    const shown = lines.slice(0, limit)
    const flowIds = [...new Set(shown.map(({ flow_id }) => flow_id))]
    const [tasks, latest] = await Promise.all([
      countTasksOf(
        queries,
        shown.map(({ id }) => id),
        MOST_TASKS,
      ),
      listLatestRuns(queries, 'flow_id', flowIds, { until: now, each: MEASURED }),
    ])
    const usual = Map.groupBy(latest, ({ of }) => of)
    const rows = shown.map((line) => flowRunRowOf(line, tasks.get(line.id), medianOf(usual.get(line.flow_id) ?? []), now))
    return { rows, next: nextOf(lines, limit), ...totalOf(total) }
  })
}

/** One page of task runs as the UI lists them. */
export async function listTaskRunRows(
  { store, clock }: RequestContext,
  { sort, limit, cursor, ...filters }: Received<typeof viewRoutes.taskRunRows>['body'],
): Promise<TaskRunRows> {
  const now = clock.now()
  const [lines, total] = await store.read((queries) =>
    Promise.all([
      listTaskRunLines(queries, filters, { sort, limit: limit + 1, after: placeOf(cursor) }),
      countTaskRunsUpTo(queries, filters, MOST_COUNTED + 1),
    ]),
  )
  return { rows: lines.slice(0, limit).map((line) => taskRunRowOf(line, now)), next: nextOf(lines, limit), ...totalOf(total) }
}

/** A run as a bar of a chart. */
export const barOf = (run: LatestRun & { readonly state_type: StateType | null }, now: Timestamp): RunBar => ({
  id: run.id,
  name: run.name,
  state_type: run.state_type,
  state_name: run.state_name,
  start_time: run.start_time,
  seconds: estimatedRunTime(run, now),
})

const flowRunRowOf = (line: FlowRunLine, tasks: TaskCounts | undefined, usual: number | null, now: Timestamp): FlowRunRow => ({
  ...barOf({ ...line, of: line.flow_id }, now),
  state_timestamp: line.state_timestamp,
  expected_start_time: line.expected_start_time,
  end_time: line.end_time,
  flow: { id: line.flow_id, name: line.flow_name },
  deployment: named(line.deployment_id, line.deployment_name),
  parent: named(line.parent_id, line.parent_name),
  tags: line.tags,
  run_count: line.run_count,
  work_pool_name: line.work_pool_name,
  work_queue_name: line.work_queue_name,
  holder: line.holder,
  auto_scheduled: line.auto_scheduled,
  tasks: tasks ?? NO_TASKS,
  usual_seconds: usual,
})

const taskRunRowOf = (line: TaskRunLine, now: Timestamp): TaskRunRow => ({
  ...barOf({ ...line, of: line.id }, now),
  state_timestamp: line.state_timestamp,
  expected_start_time: line.expected_start_time,
  end_time: line.end_time,
  flow_run: named(line.flow_run_id, line.flow_run_name),
  flow: named(line.flow_id, line.flow_name),
  tags: line.tags,
  run_count: line.run_count,
})

const named = (id: string | null, name: string | null): { id: string; name: string } | null =>
  id === null || name === null ? null : { id, name }

function medianOf(runs: readonly LatestRun[]): number | null {
  const times = runs.filter(({ state_type }) => state_type === 'COMPLETED').map(({ total_run_time }) => total_run_time)
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? null
}

const totalOf = (counted: number): { total: number; total_is_exact: boolean } => ({
  total: Math.min(counted, MOST_COUNTED),
  total_is_exact: counted <= MOST_COUNTED,
})

const place = z.tuple([z.string(), z.uuid()])

function placeOf(cursor: string | null | undefined): Place | undefined {
  if (cursor === null || cursor === undefined) return undefined
  try {
    const [value, id] = place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return { value, id }
  } catch {
    throw new Unprocessable('`cursor` must be what an earlier answer gave as `next`, or be left out.')
  }
}

function nextOf(lines: readonly { readonly id: string; readonly place: string }[], limit: number): string | null {
  const last = lines[limit - 1]
  return lines.length <= limit || last === undefined ? null : Buffer.from(JSON.stringify([last.place, last.id])).toString('base64url')
}
