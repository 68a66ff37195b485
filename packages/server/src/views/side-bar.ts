import { addSeconds, PREFECT_VERSION, type ReplyOf, type serverViewRoutes } from '@millrace/protocol'
import { readSession } from '../accounts/read-session.ts'
import type { RequestContext } from '../http/request-context.ts'
import { countFailedRuns } from '../store/queries/attention.ts'
import { VERSION } from '../version.ts'
import { readPoolViews } from './pool-views.ts'

const DAY = 24 * 3600

/** What stands beside every page: each part is one bounded look at an index. */
export async function readSideBar(context: RequestContext): Promise<ReplyOf<typeof serverViewRoutes.sideBar>> {
  const now = context.clock.now()
  const session = readSession(context)
  return await context.store.read(async (queries) => {
    const [failed, pools] = await Promise.all([countFailedRuns(queries, addSeconds(now, -DAY)), readPoolViews(context, queries, now)])
    return {
      version: VERSION,
      api_version: PREFECT_VERSION,
      failed,
      unserved_pools: pools.filter(({ needs }) => needs !== null).length,
      session,
    }
  })
}
