import type { FlowRowView, Received, ReplyOf, viewRoutes } from '@millrace/protocol'
import { pageAnswer, pageSliceOf } from '../api/page.ts'
import type { RequestContext } from '../http/request-context.ts'
import { countFlows, listFlows } from '../store/queries/flows.ts'
import { type LatestRun, listLatestRuns } from '../store/queries/latest-runs.ts'
import { countDeploymentsOf, listNextRunsOf } from '../store/queries/overviews.ts'
import { barOf } from './run-rows.ts'

/** Runs of each flow that are shown as bars, and from which its figures are. */
const BARS = 30

/** One page of flows as the UI lists them. */
export async function listFlowRows(
  context: RequestContext,
  { sort, limit, page, ...filters }: Received<typeof viewRoutes.flowRows>['body'],
): Promise<ReplyOf<typeof viewRoutes.flowRows>> {
  const now = context.clock.now()
  const slice = pageSliceOf(context, { limit, page })
  return await context.store.read(async (queries) => {
    const [flows, count] = await Promise.all([listFlows(queries, { filters, sort, ...slice }), countFlows(queries, filters)])
    const ids = flows.map(({ id }) => id)
    const [latest, deployments, coming] = await Promise.all([
      listLatestRuns(queries, 'flow_id', ids, { until: now, each: BARS }),
      countDeploymentsOf(queries, ids),
      listNextRunsOf(queries, ids),
    ])
    const runs = Map.groupBy(latest, ({ of }) => of)
    const next = Map.groupBy(coming, ({ flow_id }) => flow_id)
    const rows = flows.map(({ id, name, tags, created }): FlowRowView => {
      const own = runs.get(id) ?? []
      const first = next.get(id)?.[0]
      return {
        id,
        name,
        tags,
        created,
        deployments: deployments.get(id) ?? 0,
        next_run: first === undefined ? null : { id: first.id, name: first.name, at: first.next_scheduled_start_time },
        runs: own.map((run) => barOf(run, now)).toReversed(),
        ...figuresOf(own),
      }
    })
    return pageAnswer(rows, count, page, slice)
  })
}

/** How often it came to its end, and how long that took. */
function figuresOf(runs: readonly LatestRun[]): Pick<FlowRowView, 'success_rate' | 'median_seconds' | 'p95_seconds'> {
  const ended = runs.filter(({ state_type: type }) => type === 'COMPLETED' || type === 'FAILED' || type === 'CRASHED')
  const completed = ended.filter(({ state_type: type }) => type === 'COMPLETED')
  const times = completed.map(({ total_run_time }) => total_run_time).toSorted((one, other) => one - other)
  return {
    success_rate: ended.length === 0 ? null : completed.length / ended.length,
    median_seconds: times[Math.floor(times.length / 2)] ?? null,
    p95_seconds: times[Math.ceil(times.length * 0.95) - 1] ?? null,
  }
}
