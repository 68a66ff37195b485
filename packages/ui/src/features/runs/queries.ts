import type { FlowRunRow, TaskRunRow } from '@millrace/protocol'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { filtersOf, historyBody, PAGE, rowsBody, sortOf } from './bodies.ts'
import { rowsOfRuns, rowsOfTaskRuns } from './rows-of-runs.ts'
import type { RunKind, RunsSearch } from './search.ts'

interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly next: string | null
  readonly total: number
  readonly total_is_exact: boolean
}

const isAbsent = (error: unknown): boolean => error instanceof CallRefused && (error.status === 404 || error.status === 405)

/** One page of flow runs; `cursor` is what the page before it said comes next. */
async function flowRunRows(search: RunsSearch, cursor: string | null, limit: number, signal?: AbortSignal): Promise<Rows<FlowRunRow>> {
  const aborts = signal === undefined ? {} : { signal }
  try {
    return await api.views.flowRunRows({ body: { ...rowsBody('flow', search, cursor), limit }, ...aborts })
  } catch (error) {
    if (!isAbsent(error)) throw error
    // A server of Prefect has pages with numbers, and names of flows apart.
    const page = cursor === null ? 1 : Number(cursor)
    const runs = await api.flowRuns.paginate({
      body: { ...filtersOf('flow', search), sort: sortOf('flow', search), limit, page },
      ...aborts,
    })
    const ids = [...new Set(runs.results.map(({ flow_id }) => flow_id))]
    const flows = ids.length === 0 ? [] : await api.flows.filter({ body: { flows: { id: { any_: ids } } }, ...aborts })
    return {
      rows: rowsOfRuns(runs.results, new Map(flows.map(({ id, name }) => [id, name]))),
      next: page < runs.pages ? String(page + 1) : null,
      total: runs.count,
      total_is_exact: true,
    }
  }
}

/** Flow runs, those that began last first. */
export const flowRunRowsQuery = (search: RunsSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'flow', search],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => flowRunRows(search, pageParam, PAGE, signal),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })

/** The most runs that are selected at once, and how many of them one call brings. */
export const MOST_SELECTED = 5000
const LARGE_PAGE = 100

/** All flow runs that a filter finds, as many as may be selected; tells after each page how many are there. */
export async function allFlowRunRows(search: RunsSearch, onRead: (count: number) => void): Promise<FlowRunRow[]> {
  const rows: FlowRunRow[] = []
  for (let cursor: string | null | undefined; cursor !== null && rows.length < MOST_SELECTED;) {
    const page: Rows<FlowRunRow> = await flowRunRows(search, cursor ?? null, LARGE_PAGE)
    rows.push(...page.rows)
    cursor = page.next
    onRead(rows.length)
  }
  return rows.slice(0, MOST_SELECTED)
}

/** Task runs, those that were expected last first. */
export const taskRunRowsQuery = (search: RunsSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'task', search],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }): Promise<Rows<TaskRunRow>> => {
      try {
        return await api.views.taskRunRows({ body: rowsBody('task', search, pageParam), signal })
      } catch (error) {
        if (!isAbsent(error)) throw error
        const page = pageParam === null ? 1 : Number(pageParam)
        const runs = await api.taskRuns.paginate({
          body: { ...filtersOf('task', search), sort: sortOf('task', search), limit: PAGE, page },
          signal,
        })
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

/** How many runs there were in each part of the time, by state; of the last day where no time is chosen. */
export const historyQuery = (kind: RunKind, search: RunsSearch) =>
  queryOptions({
    queryKey: ['runs', 'history', kind, { ...search, sort: undefined, tab: undefined }],
    queryFn: ({ signal }) => {
      const body = historyBody(kind, search)
      return kind === 'flow' ? api.runHistories.flowRuns({ body, signal }) : api.runHistories.taskRuns({ body, signal })
    },
    placeholderData: keepPreviousData,
  })
