import type { FlowRun, NamedRun, Overview } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { serverNow } from '../../time/server-clock.ts'

const HOUR = 3_600_000
const NAMED = 10

type Filter = NonNullable<NonNullable<Parameters<typeof api.flowRuns.filter>[0]>['body']>

/** The first page put together from Prefect's own routes, for a server that is no Millrace. */
export async function overviewOfPrefect(signal: AbortSignal): Promise<Overview> {
  const now = serverNow()
  const since = new Date(now - 24 * HOUR).toISOString()
  const ask = async (flow_runs: Filter['flow_runs'], sort: Filter['sort'] = 'EXPECTED_START_TIME_DESC'): Promise<FlowRun[]> =>
    await api.flowRuns.filter({ body: { flow_runs, sort, limit: NAMED }, signal })
  const nextHour = (Math.floor(now / HOUR) + 1) * HOUR
  const [failed, late, paused, running, next, pools, history] = await Promise.all([
    ask({ state: { type: { any_: ['FAILED', 'CRASHED'] } }, end_time: { after_: since } }, 'END_TIME_DESC'),
    ask({ state: { name: { any_: ['Late'] } } }),
    ask({ state: { type: { any_: ['PAUSED'] } } }),
    ask({ state: { type: { any_: ['RUNNING'] } } }),
    ask({ next_scheduled_start_time: { after_: new Date(now).toISOString() } }, 'NEXT_SCHEDULED_START_TIME_ASC'),
    api.workPools.filter({ body: {}, signal }),
    api.runHistories.flowRuns({
      body: {
        history_start: new Date(nextHour - 24 * HOUR).toISOString(),
        history_end: new Date(nextHour + HOUR).toISOString(),
        history_interval_seconds: HOUR / 1000,
      },
      signal,
    }),
  ])
  const flowIds = [...new Set([failed, late, paused, running, next].flat().map(({ flow_id }) => flow_id))]
  const flows = flowIds.length === 0 ? [] : await api.flows.filter({ body: { flows: { id: { any_: flowIds } } }, signal })
  const names = new Map(flows.map(({ id, name }) => [id, name]))
  const named = (run: FlowRun): NamedRun => ({
    id: run.id,
    name: run.name,
    flow_id: run.flow_id,
    flow_name: names.get(run.flow_id) ?? '',
    deployment_id: run.deployment_id,
    deployment_name: null,
    state_type: run.state_type,
    state_name: run.state_name,
    state_timestamp: run.state?.timestamp ?? null,
    start_time: run.start_time,
    end_time: run.end_time,
    expected_start_time: run.expected_start_time,
  })
  const kind = (runs: readonly FlowRun[]): Overview['failed'] => ({
    count: runs.length,
    more: runs.length === NAMED,
    runs: runs.map(named),
  })
  return {
    now: new Date(now).toISOString(),
    failed: kind(failed),
    late: kind(late),
    paused: kind(paused),
    running: { ...kind(running), runs: running.map((run) => ({ ...named(run), tasks: 0, tasks_done: 0, tasks_failed: 0 })) },
    next: next.map(named),
    pools: pools.map((pool) => ({
      id: pool.id,
      name: pool.name,
      type: pool.type,
      is_paused: pool.is_paused,
      concurrency_limit: pool.concurrency_limit,
      active_slots: pool.active_slots ?? 0,
      online_workers: pool.status === 'READY' ? 1 : 0,
      waiting: 0,
      oldest_wait: null,
      needs: null,
    })),
    history,
  }
}
