import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { DeploymentRowView, ReplyOf, setupViewRoutes } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { orderOf } from '../named/orders.ts'
import { rowsOfPrefect } from './rows-of-prefect.ts'
import type { DeploymentsSearch } from './search.ts'

/** Rows on a page. */
const PAGE = 50

type Body = NonNullable<Parameters<typeof api.setupViews.deploymentRows>[0]>['body']
type Page = ReplyOf<typeof setupViewRoutes.deploymentRows>

/** One page of deployments, with how many there are. A server of Prefect says less of each. */
export const deploymentRowsQuery = ({ name, tag, sort, page = 1 }: DeploymentsSearch) =>
  queryOptions({
    queryKey: ['deployments', { name, tag, sort, page }],
    queryFn: ({ signal }): Promise<Page> =>
      pageOf({ deployments: filterOf({ name, tag }), sort: orderOf(sort), limit: PAGE, page }, signal),
    placeholderData: keepPreviousData,
  })

/** As many as can be selected at once. */
export const MOST_SELECTED = 1000

/** All rows that the filters find, up to a thousand. */
export async function allRows({ name, tag }: DeploymentsSearch): Promise<readonly DeploymentRowView[]> {
  const rows: DeploymentRowView[] = []
  for (let page = 1; rows.length < MOST_SELECTED; page += 1) {
    const { results, pages } = await pageOf({ deployments: filterOf({ name, tag }), sort: 'NAME_ASC', limit: 100, page })
    rows.push(...results)
    if (page >= pages) break
  }
  return rows
}

const filterOf = ({ name, tag }: { readonly name: string | undefined; readonly tag: string | undefined }) => ({
  ...(name === undefined ? {} : { flow_or_deployment_name: { like_: name } }),
  ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
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

async function pageOf(body: Body, signal: AbortSignal = new AbortController().signal): Promise<Page> {
  try {
    return await api.setupViews.deploymentRows({ body, signal })
  } catch (error) {
    if (!(error instanceof CallRefused && error.status === 404)) throw error
    return await rowsOfPrefect(body, signal)
  }
}
