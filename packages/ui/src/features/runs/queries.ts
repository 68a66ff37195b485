import type { FlowRunRow, TaskRunRow } from '@millrace/protocol'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { rowsOfRuns, rowsOfTaskRuns } from './rows-of-runs.ts'
import { isRelative, type RunKind, type RunsSearch, SORTS, spanOf } from './search.ts'

/** Rows that are asked for at once. */
const PAGE = 50

/** Part of the time that is looked back on after which the beginning is counted anew: a moving now is never part of a key. */
const STEP = 60_000

interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly next: string | null
  readonly total: number
  readonly total_is_exact: boolean
}

/** What of an address filters runs of either kind. */
function criteriaOf(search: RunsSearch): object {
  const { state, name, tag, since } = search
  const now = isRelative(since) ? Math.floor(Date.now() / STEP) * STEP : Date.now()
  const { from, until } = spanOf(search, now)
  return {
    ...(state === undefined ? {} : { state: state === 'LATE' ? { name: { any_: ['Late'] } } : { type: { any_: [state] } } }),
    ...(name === undefined ? {} : { name: { like_: name } }),
    ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
    ...(from === undefined && until === undefined
      ? {}
      : {
          expected_start_time: {
            ...(from === undefined ? {} : { after_: new Date(from).toISOString() }),
            ...(until === undefined ? {} : { before_: new Date(until).toISOString() }),
          },
        }),
  }
}

const flowsOf = ({ flow }: RunsSearch): object => (flow === undefined ? {} : { flows: { name: { like_: flow } } })

const isAbsent = (error: unknown): boolean => error instanceof CallRefused && (error.status === 404 || error.status === 405)

/** Flow runs, those that began last first. */
export const flowRunRowsQuery = (search: RunsSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'flow', search],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }): Promise<Rows<FlowRunRow>> => {
      const filters = { flow_runs: criteriaOf(search), ...flowsOf(search) }
      const sort = SORTS.flow.find((each) => each === search.sort) ?? SORTS.flow[0]
      try {
        return await api.views.flowRunRows({ body: { ...filters, sort, limit: PAGE, cursor: pageParam }, signal })
      } catch (error) {
        if (!isAbsent(error)) throw error
        // A server of Prefect has pages with numbers, and names of flows apart.
        const page = pageParam === null ? 1 : Number(pageParam)
        const runs = await api.flowRuns.paginate({ body: { ...filters, sort, limit: PAGE, page }, signal })
        const ids = [...new Set(runs.results.map(({ flow_id }) => flow_id))]
        const flows = ids.length === 0 ? [] : await api.flows.filter({ body: { flows: { id: { any_: ids } } }, signal })
        return {
          rows: rowsOfRuns(runs.results, new Map(flows.map(({ id, name }) => [id, name]))),
          next: page < runs.pages ? String(page + 1) : null,
          total: runs.count,
          total_is_exact: true,
        }
      }
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })

/** Task runs, those that were expected last first. */
export const taskRunRowsQuery = (search: RunsSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'task', search],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }): Promise<Rows<TaskRunRow>> => {
      const filters = { task_runs: criteriaOf(search), ...flowsOf(search) }
      const sort = SORTS.task.find((each) => each === search.sort) ?? SORTS.task[0]
      try {
        return await api.views.taskRunRows({ body: { ...filters, sort, limit: PAGE, cursor: pageParam }, signal })
      } catch (error) {
        if (!isAbsent(error)) throw error
        const page = pageParam === null ? 1 : Number(pageParam)
        const runs = await api.taskRuns.paginate({ body: { ...filters, sort, limit: PAGE, page }, signal })
        return {
          rows: rowsOfTaskRuns(runs.results),
          next: page < runs.pages ? String(page + 1) : null,
          total: runs.count,
          total_is_exact: true,
        }
      }
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })

/** Bars of the chart above the list. */
const BARS = 48
const DAY = 24 * 3_600_000

/** How many runs there were in each part of the time, by state; of the last day where no time is chosen. */
export const historyQuery = (kind: RunKind, search: RunsSearch) =>
  queryOptions({
    queryKey: ['runs', 'history', kind, { ...search, sort: undefined, tab: undefined }],
    queryFn: ({ signal }) => {
      const { expected_start_time: _, ...criteria } = criteriaOf(search) as Record<string, unknown>
      const { from, until } = barsOf(search)
      const body = {
        history_start: new Date(from).toISOString(),
        history_end: new Date(until).toISOString(),
        history_interval_seconds: Math.max(1, (until - from) / BARS / 1000),
        ...flowsOf(search),
      }
      return kind === 'flow'
        ? api.runHistories.flowRuns({ body: { ...body, flow_runs: criteria }, signal })
        : api.runHistories.taskRuns({ body: { ...body, task_runs: criteria }, signal })
    },
    placeholderData: keepPreviousData,
  })

/** From and until when the chart goes, in milliseconds since 1970: where it ends now, at the end of a bar, so that bars keep their places. */
function barsOf(search: RunsSearch): { readonly from: number; readonly until: number } {
  const now = Date.now()
  const span = spanOf(search, now)
  const length = (span.until ?? now) - (span.from ?? (span.until ?? now) - DAY)
  const step = Math.max(1000, length / BARS)
  const until = span.until ?? Math.ceil(now / step) * step
  return { from: isRelative(search.since) || span.from === undefined ? until - step * BARS : span.from, until }
}
