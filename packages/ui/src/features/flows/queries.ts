import type { FlowGrid, ReplyOf, viewRoutes } from '@millrace/protocol'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { orderOf } from '../named/orders.ts'
import type { NamedSearch } from '../named/search.ts'

/** Rows on a page. */
const PAGE = 50

type FlowRows = ReplyOf<typeof viewRoutes.flowRows>

const isAbsent = (error: unknown): boolean => error instanceof CallRefused && (error.status === 404 || error.status === 405)

/** One page of flows, with how they fare. A server of Prefect says less of them. */
export const flowRowsQuery = ({ name, sort, page = 1 }: NamedSearch) =>
  queryOptions({
    queryKey: ['flows', { name, sort, page }],
    queryFn: async ({ signal }): Promise<FlowRows> => {
      const body = { ...(name === undefined ? {} : { flows: { name: { like_: name } } }), sort: orderOf(sort), limit: PAGE, page }
      try {
        return await api.views.flowRows({ body, signal })
      } catch (error) {
        if (!isAbsent(error)) throw error
        return await rowsOfPrefect(body, signal)
      }
    },
    placeholderData: keepPreviousData,
  })

type FlowsBody = NonNullable<NonNullable<Parameters<typeof api.flows.paginate>[0]>['body']>

async function rowsOfPrefect(body: FlowsBody, signal: AbortSignal): Promise<FlowRows> {
  const flows = await api.flows.paginate({ body, signal })
  const ids = flows.results.map(({ id }) => id)
  const [counts, next] = await Promise.all([
    api.ui.countDeployments({ body: { flow_ids: ids }, signal }),
    api.ui.nextRuns({ body: { flow_ids: ids }, signal }),
  ])
  return {
    ...flows,
    results: flows.results.map(({ id, name, tags, created }) => {
      const run = next[id]
      return {
        id,
        name,
        tags,
        created,
        deployments: counts[id] ?? 0,
        next_run: run === null || run === undefined ? null : { id: run.id, name: run.name, at: run.next_scheduled_start_time },
        runs: [],
        success_rate: null,
        median_seconds: null,
        p95_seconds: null,
      }
    }),
  }
}

/** How each task of a flow went in its latest runs; null where the server does not tell. */
export const flowGridQuery = (id: string) =>
  queryOptions({
    queryKey: ['flows', id, 'grid'],
    queryFn: async ({ signal }): Promise<FlowGrid | null> => {
      try {
        return await api.views.flowGrid({ params: { id }, signal })
      } catch (error) {
        if (isAbsent(error)) return null
        throw error
      }
    },
  })

export const deploymentsOfQuery = (flowId: string) =>
  queryOptions({
    queryKey: ['deployments', 'of flow', flowId],
    queryFn: ({ signal }) => api.deployments.filter({ body: { flows: { id: { any_: [flowId] } }, limit: 200 }, signal }),
  })
