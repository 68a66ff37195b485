import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ReplyOf, setupViewRoutes } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { rowsOfPrefect } from './rows-of-prefect.ts'
import type { DeploymentsSearch } from './search.ts'

/** Rows on a page. */
const PAGE = 50

type Body = NonNullable<Parameters<typeof api.setupViews.deploymentRows>[0]>['body']
type Page = ReplyOf<typeof setupViewRoutes.deploymentRows>

/** One page of deployments by name, with how many there are. A server of Prefect says less of each. */
export const deploymentRowsQuery = ({ name, tag, page = 1 }: DeploymentsSearch) =>
  queryOptions({
    queryKey: ['deployments', { name, tag, page }],
    queryFn: async ({ signal }): Promise<Page> => {
      const deployments = {
        ...(name === undefined ? {} : { flow_or_deployment_name: { like_: name } }),
        ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
      }
      return await pageOf({ deployments, sort: 'NAME_ASC', limit: PAGE, page }, signal)
    },
    placeholderData: keepPreviousData,
  })

/** The first fifty deployments whose runs go to a pool. */
export const deploymentsOfPoolQuery = (pool: string) =>
  queryOptions({
    queryKey: ['deployments', 'of pool', pool],
    queryFn: ({ signal }) => pageOf({ work_pools: { name: { any_: [pool] } }, sort: 'NAME_ASC', limit: PAGE }, signal),
  })

/** The row of one deployment: its latest runs, and where they go. Null for one that is gone. */
export const deploymentRowQuery = (id: string) =>
  queryOptions({
    queryKey: ['deployment', id, 'row'],
    queryFn: async ({ signal }) => (await pageOf({ deployments: { id: { any_: [id] } }, limit: 1 }, signal)).results[0] ?? null,
  })

async function pageOf(body: Body, signal: AbortSignal): Promise<Page> {
  try {
    return await api.setupViews.deploymentRows({ body, signal })
  } catch (error) {
    if (!(error instanceof CallRefused && error.status === 404)) throw error
    return await rowsOfPrefect(body, signal)
  }
}
