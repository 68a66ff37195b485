import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { FlowRun } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import type { DeploymentsSearch } from './search.ts'

/** Rows on a page. */
const PAGE = 50

/** How many of the latest runs are looked through for the last one of each deployment on a page. */
const LATEST = 200

/** One page of deployments by name, with how many there are. */
export const deploymentsQuery = ({ name, tag, page = 1 }: DeploymentsSearch) =>
  queryOptions({
    queryKey: ['deployments', { name, tag, page }],
    queryFn: ({ signal }) =>
      api.deployments.paginate({
        body: {
          deployments: {
            ...(name === undefined ? {} : { flow_or_deployment_name: { like_: name } }),
            ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
          },
          sort: 'NAME_ASC',
          limit: PAGE,
          page,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })

/** The last run of each of these deployments, as far as it is among the latest; `complete` when there are no others. */
export const lastRunsQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['runs', 'last of deployments', ids],
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
    queryFn: async ({ signal }) => {
      const runs = await api.flowRuns.filter({
        body: {
          flow_runs: { deployment_id: { any_: [...ids] }, state: { type: { not_any_: ['SCHEDULED'] } } },
          sort: 'EXPECTED_START_TIME_DESC',
          limit: LATEST,
        },
        signal,
      })
      const last = new Map<string, FlowRun>()
      for (const run of runs) if (run.deployment_id !== null && !last.has(run.deployment_id)) last.set(run.deployment_id, run)
      return { last, complete: runs.length < LATEST }
    },
  })
