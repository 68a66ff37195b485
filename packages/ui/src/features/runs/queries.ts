import type { FlowRunRow, TaskRunRow } from '@millrace/protocol'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { rowsOfRuns } from './rows-of-runs.ts'
import { lengthOf, type RunsSearch } from './search.ts'

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
function criteriaOf({ state, name, tag, since }: RunsSearch): object {
  const from = since === undefined ? undefined : Math.floor((Date.now() - lengthOf(since)) / STEP) * STEP
  return {
    ...(state === undefined ? {} : { state: { type: { any_: [state] } } }),
    ...(name === undefined ? {} : { name: { like_: name } }),
    ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
    ...(from === undefined ? {} : { expected_start_time: { after_: new Date(from).toISOString() } }),
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
      try {
        return await api.views.flowRunRows({ body: { ...filters, limit: PAGE, cursor: pageParam }, signal })
      } catch (error) {
        if (!isAbsent(error)) throw error
        // A server of Prefect has pages with numbers, and names of flows apart.
        const page = pageParam === null ? 1 : Number(pageParam)
        const runs = await api.flowRuns.paginate({ body: { ...filters, sort: 'START_TIME_DESC', limit: PAGE, page }, signal })
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
    queryFn: ({ signal, pageParam }): Promise<Rows<TaskRunRow>> =>
      api.views.taskRunRows({ body: { task_runs: criteriaOf(search), ...flowsOf(search), limit: PAGE, cursor: pageParam }, signal }),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })

/** Bars of the chart above the list. */
const BARS = 48

/** How many runs there were in each part of the time, by state; of the last day where no time is chosen. */
export const historyQuery = (search: RunsSearch) =>
  queryOptions({
    queryKey: ['runs', 'history', search],
    queryFn: ({ signal }) => {
      const length = lengthOf(search.since ?? '-24h')
      const step = length / BARS
      const end = Math.ceil(Date.now() / step) * step
      const { expected_start_time: _, ...criteria } = criteriaOf(search) as Record<string, unknown>
      return api.runHistories.flowRuns({
        body: {
          history_start: new Date(end - length).toISOString(),
          history_end: new Date(end).toISOString(),
          history_interval_seconds: step / 1000,
          flow_runs: criteria,
          ...flowsOf(search),
        },
        signal,
      })
    },
    placeholderData: keepPreviousData,
  })

/** The names of flows, by id. */
export const flowNamesQuery = (ids: readonly string[]) => {
  const wanted = [...new Set(ids)].toSorted((one, other) => (one < other ? -1 : 1))
  return queryOptions({
    queryKey: ['flow names', wanted],
    enabled: wanted.length > 0,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const flows = await api.flows.filter({ body: { flows: { id: { any_: wanted } } }, signal })
      return new Map(flows.map(({ id, name }) => [id, name]))
    },
  })
}
