import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import type { RunsSearch } from './search.ts'

/** Rows on a page. */
const PAGE = 50

/** One page of flow runs, newest first, with how many there are. */
export const runsQuery = ({ state, name, tag, page = 1 }: RunsSearch) =>
  queryOptions({
    queryKey: ['runs', { state, name, tag, page }],
    queryFn: ({ signal }) =>
      api.flowRuns.paginate({
        body: {
          flow_runs: {
            ...(state === undefined ? {} : { state: { type: { any_: [state] } } }),
            ...(name === undefined ? {} : { name: { like_: name } }),
            ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
          },
          sort: 'START_TIME_DESC',
          limit: PAGE,
          page,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
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
