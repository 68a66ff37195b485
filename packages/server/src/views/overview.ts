import { addSeconds, epochMillis, type Overview, type PoolView, timestampOf } from '@millrace/protocol'
import { livenessOf } from '../api/present-work-pool.ts'
import { historyOf } from '../api/run-histories.ts'
import type { RequestContext } from '../http/request-context.ts'
import { failedRuns, lateRuns, nextRuns, pausedRuns, runsAtWork, taskProgress, waitsByPool } from '../store/queries/attention.ts'
import { listWorkPools } from '../store/queries/work-pools.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** Pools shown; an installation with more has a page for them. */
const MOST_POOLS = 100

const NO_TASKS = { tasks: 0, tasks_done: 0, tasks_failed: 0 }

/** The first page of the web UI: each part is one bounded look at an index, all at the same moment. */
export async function readOverview(context: RequestContext): Promise<Overview> {
  const now = context.clock.now()
  const liveness = livenessOf(context)
  const nextHour = timestampOf((Math.floor(epochMillis(now) / 1000 / HOUR) + 1) * HOUR * 1000)
  const span = { history_start: addSeconds(nextHour, -DAY), history_end: addSeconds(nextHour, HOUR), history_interval_seconds: HOUR }
  const [parts, history] = await Promise.all([
    context.store.read(async (queries) => {
      const running = await runsAtWork(queries)
      const [failed, late, paused, next, pools, waits, progress] = await Promise.all([
        failedRuns(queries, addSeconds(now, -DAY)),
        lateRuns(queries),
        pausedRuns(queries),
        nextRuns(queries, now),
        listWorkPools(queries, { filter: null, limit: MOST_POOLS, offset: 0, ...liveness }),
        waitsByPool(queries, now),
        taskProgress(
          queries,
          running.runs.map(({ id }) => id),
        ),
      ])
      return { running, failed, late, paused, next, pools, waits, progress }
    }),
    historyOf(context, 'flow_run', span, {}),
  ])
  const { running, pools, waits, progress, ...rest } = parts
  return {
    now,
    ...rest,
    running: { ...running, runs: running.runs.map((run) => ({ ...run, ...(progress.get(run.id) ?? NO_TASKS) })) },
    pools: pools.map(({ id, name, type, is_paused, concurrency_limit, active_slots, online_workers }): PoolView => ({
      id,
      name,
      type,
      is_paused,
      concurrency_limit,
      active_slots: active_slots,
      online_workers: online_workers,
      waiting: waits.get(id)?.waiting ?? 0,
      oldest_wait: waits.get(id)?.oldest ?? null,
    })),
    history,
  }
}
