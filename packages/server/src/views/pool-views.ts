import type { PoolView, Timestamp } from '@millrace/protocol'
import { livenessOf } from '../api/present-work-pool.ts'
import type { RequestContext } from '../http/request-context.ts'
import { waitsByPool } from '../store/queries/attention.ts'
import { listWorkPools } from '../store/queries/work-pools.ts'
import type { Queries } from '../store/store.ts'

/** Pools looked at; an installation with more has a page for them. */
const MOST_POOLS = 100

/** The first hundred work pools with who serves them and what waits in them. */
export async function readPoolViews(context: RequestContext, queries: Queries, now: Timestamp): Promise<PoolView[]> {
  const [pools, waits] = await Promise.all([
    listWorkPools(queries, { filter: null, limit: MOST_POOLS, offset: 0, ...livenessOf(context) }),
    waitsByPool(queries, now),
  ])
  return pools.map(({ id, name, type, is_paused, concurrency_limit, active_slots, online_workers }) => {
    const { waiting = 0, oldest = null } = waits.get(id) ?? {}
    const pool = { id, name, type, is_paused, concurrency_limit, active_slots, online_workers, waiting, oldest_wait: oldest }
    return { ...pool, needs: needsOf(pool) }
  })
}

/** Agents of Prefect 2 give no sign of life of their own, so that of their pools nothing can be said. */
function needsOf({ waiting, is_paused, online_workers, type }: Omit<PoolView, 'needs'>): PoolView['needs'] {
  if (waiting === 0) return null
  if (is_paused) return 'resume'
  return online_workers === 0 && type !== 'prefect-agent' ? 'worker' : null
}
