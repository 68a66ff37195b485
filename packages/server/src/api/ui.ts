import { type Handlers, STATE_TYPES, type StateType, type uiRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import {
  countDeploymentsOf,
  countTaskRunsByState,
  countTaskRunsOf,
  type FlowRunDot,
  listFlowRunDots,
  listNextRunsOf,
  readTaskRunWithFlowRunName,
} from '../store/queries/overviews.ts'
import { countTaskRunsOverTime } from './count-task-runs-over-time.ts'
import { NotFound } from './errors.ts'
import { moveFlowRuns } from './move-flow-runs.ts'
import { estimatedRunTime, estimatedStartTimeDelta } from './present-run.ts'
import { presentTaskRun } from './present-task-run.ts'
import { restartFlowRun } from './restart-flow-run.ts'
import { validateValues } from './validate-values.ts'

/** Handlers of the routes of Prefect's web UIs. */
export const uiHandlers: Handlers<typeof uiRoutes, RequestContext> = {
  async flowRunHistory({ store, clock }, { body }) {
    const runs = await store.read((queries) => listFlowRunDots(queries, body, body))
    const now = clock.now()
    return runs.filter(hasState).map((run) => ({
      id: run.id,
      state_type: run.state_type,
      timestamp: run.start_time ?? run.expected_start_time ?? now,
      duration: estimatedRunTime(run, now),
      lateness: estimatedStartTimeDelta(run, now),
    }))
  },

  restartFlowRun: (context, { params, body }) =>
    context.store.write((tx) => restartFlowRun(context, tx, { flowRunId: params.id, ...body })),

  moveFlowRuns: (context, { body }) => context.store.write((tx) => moveFlowRuns(context, tx, body)),

  async countTaskRuns({ store }, { body: { flow_run_ids: ids } }) {
    const counts = await store.read((queries) => countTaskRunsOf(queries, ids))
    return Object.fromEntries(ids.map((id) => [id, counts.get(id) ?? 0]))
  },

  async countDeployments({ store }, { body: { flow_ids: ids } }) {
    const counts = await store.read((queries) => countDeploymentsOf(queries, ids))
    return Object.fromEntries(ids.map((id) => [id, counts.get(id) ?? 0]))
  },

  async nextRuns({ store }, { body: { flow_ids: ids } }) {
    const runs = await store.read((queries) => listNextRunsOf(queries, ids))
    const first = Map.groupBy(runs, ({ flow_id }) => flow_id)
    return Object.fromEntries(ids.map((id) => [id, first.get(id)?.[0] ?? null]))
  },

  countTaskRunsOverTime: (context, { body }) => countTaskRunsOverTime(context, body),

  async countTaskRunsByState({ store }, { body }) {
    const counts = await store.read((queries) => countTaskRunsByState(queries, body))
    return Object.fromEntries(STATE_TYPES.map((type) => [type, counts.get(type) ?? 0])) as Record<StateType, number>
  },

  async readTaskRun({ store, clock }, { params }) {
    const run = await store.read((queries) => readTaskRunWithFlowRunName(queries, params.id))
    if (run === undefined) throw new NotFound('Task not found')
    return { ...presentTaskRun(run, clock.now()), flow_run_name: run.flow_run_name }
  },

  validateValues: ({ store }, { body }) => store.read((queries) => validateValues(queries, body)),
}

/** A run without a state, which another call is only just making, has no place in a chart. */
const hasState = (run: FlowRunDot): run is FlowRunDot & { readonly state_type: StateType } => run.state_type !== null
