import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import type { NamedSearch } from '../named/search.ts'

/** Rows on a page. */
const PAGE = 50

/** One page of flows by name, with how many there are. */
export const flowsQuery = ({ name, page = 1 }: NamedSearch) =>
  queryOptions({
    queryKey: ['flows', { name, page }],
    queryFn: ({ signal }) =>
      api.flows.paginate({ body: { ...(name === undefined ? {} : { flows: { name: { like_: name } } }), limit: PAGE, page }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })

/** How many deployments each of these flows has. */
export const deploymentCountsQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['flows', 'deployments', ids],
    enabled: ids.length > 0,
    queryFn: ({ signal }) => api.ui.countDeployments({ body: { flow_ids: [...ids] }, signal }),
  })

/** The next scheduled run of each of these flows. */
export const nextRunsQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['flows', 'next runs', ids],
    enabled: ids.length > 0,
    refetchInterval: 30_000,
    queryFn: ({ signal }) => api.ui.nextRuns({ body: { flow_ids: [...ids] }, signal }),
  })

export const deploymentsOfQuery = (flowId: string) =>
  queryOptions({
    queryKey: ['deployments', 'of flow', flowId],
    queryFn: ({ signal }) => api.deployments.filter({ body: { flows: { id: { any_: [flowId] } }, limit: 200 }, signal }),
  })
