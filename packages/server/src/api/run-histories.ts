import { addSeconds, type Handlers, type RunHistory, type runHistoryRoutes, secondsBetween, type Timestamp } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import type { AcrossFilters } from '../store/filters/across.ts'
import { type HistoryCell, readLateness, readRunHistory } from '../store/queries/run-history.ts'
import { Unprocessable } from './errors.ts'

/** Handlers of the histories of runs. */
export const runHistoryHandlers: Handlers<typeof runHistoryRoutes, RequestContext> = {
  flowRuns: (context, { body }) => historyOf(context, 'flow_run', body, { ...body, work_pool_queues: body.work_queues }),
  taskRuns: (context, { body }) => historyOf(context, 'task_run', body, body),
  lateness: ({ store, clock }, { body }) => store.read((queries) => readLateness(queries, body, clock.now())),
}

/** As many intervals as one history has, as in Prefect. */
const MOST_INTERVALS = 500

const LAST_INSTANT = '9999-12-31T23:59:59.999999Z'

interface Span {
  readonly history_start: Timestamp
  readonly history_end: Timestamp
  readonly history_interval_seconds: number
}

/** Counts the runs that filters want, by state, in intervals of when they were expected to start. */
export async function historyOf(
  { store, clock }: RequestContext,
  table: 'flow_run' | 'task_run',
  { history_start: start, history_end: end, history_interval_seconds: seconds }: Span,
  filters: AcrossFilters,
): Promise<RunHistory[]> {
  const micros = Math.round(seconds * 1e6)
  if (micros < 1e6) throw new Unprocessable('History interval must not be less than 1 second.')
  const elapsed = secondsBetween(start, end)
  if (elapsed <= 0) return []
  const count = Math.min(Math.ceil((elapsed * 1e6) / micros), MOST_INTERVALS)
  if (secondsBetween(start, LAST_INSTANT) * 1e6 < count * micros) {
    throw new Unprocessable('The history would end after the year 9999; give a shorter history_interval_seconds.')
  }
  const edges = Array.from({ length: count + 1 }, (_, index) => addMicros(start, index * micros))
  const intervals = { start, end: edges[count] ?? end, micros }
  const cells = await store.read((queries) => readRunHistory(queries, table, intervals, filters, clock.now()))
  const states = Map.groupBy(cells, ({ interval }) => interval)
  return edges.slice(0, -1).map((interval_start, index) => ({
    interval_start,
    interval_end: edges[index + 1] ?? end,
    states: (states.get(index) ?? []).map(presentCell),
  }))
}

const addMicros = (timestamp: Timestamp, micros: number): Timestamp => addSeconds(timestamp, micros / 1e6)

const presentCell = ({ state_type, state_name, runs, run_time, lateness }: HistoryCell): RunHistory['states'][number] => ({
  state_type,
  state_name,
  count_runs: runs,
  sum_estimated_run_time: Math.max(0, run_time),
  sum_estimated_lateness: lateness,
})
