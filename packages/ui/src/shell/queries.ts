import type { ReplyOf, serverViewRoutes } from '@millrace/protocol'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/api.ts'
import { orNull } from '../api/or-null.ts'

/** Milliseconds for which counts are new enough on the way from page to page. */
const LIFE = 30_000

type SideBarView = ReplyOf<typeof serverViewRoutes.sideBar>

/** The version of the server and the counts beside the pages; of a server of Prefect the version of its API alone. */
export const sideBarQuery = queryOptions({
  queryKey: ['side bar'],
  staleTime: LIFE,
  queryFn: async ({ signal }): Promise<Partial<SideBarView> & Pick<SideBarView, 'api_version'>> =>
    (await orNull(api.serverViews.sideBar({ signal }))) ?? { api_version: await api.admin.version({ signal }) },
})
