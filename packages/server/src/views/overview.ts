import { addSeconds, epochMillis, type Overview, timestampOf } from '@millrace/protocol'
import { historyOf } from '../api/run-histories.ts'
import type { RequestContext } from '../http/request-context.ts'
import { failedRuns, lateRuns, nextRuns, pausedRuns, runsAtWork, taskProgress } from '../store/queries/attention.ts'
import { readPoolViews } from './pool-views.ts'

const HOUR = 3600
const DAY = 24 * HOUR

const NO_TASKS = { tasks: 0, tasks_done: 0, tasks_failed: 0 }

/** The first page of the web UI: each part is one bounded look at an index, all at the same moment. */
export async function readOverview(context: RequestContext): Promise<Overview> {
  const now = context.clock.now()
  const nextHour = timestampOf((Math.floor(epochMillis(now) / 1000 / HOUR) + 1) * HOUR * 1000)
  const span = { history_start: addSeconds(nextHour, -DAY), history_end: addSeconds(nextHour, HOUR), history_interval_seconds: HOUR }
  const [parts, history] = await Promise.all([
    context.store.read(async (queries) => {
      const running = await runsAtWork(queries)
      const [failed, late, paused, next, pools, progress] = await Promise.all([
        failedRuns(queries, addSeconds(now, -DAY)),
        lateRuns(queries),
        pausedRuns(queries),
        nextRuns(queries, now),
        readPoolViews(context, queries, now),
        taskProgress(
          queries,
          running.runs.map(({ id }) => id),
        ),
      ])
      return { running, failed, late, paused, next, pools, progress }
    }),
    historyOf(context, 'flow_run', span, {}),
  ])
  const { running, progress, ...rest } = parts
  return {
    now,
    ...rest,
    running: { ...running, runs: running.runs.map((run) => ({ ...run, ...(progress.get(run.id) ?? NO_TASKS) })) },
    history,
  }
}
