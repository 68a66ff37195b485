import type { Handlers, runGraphRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { RunNotFound } from '../orchestration/errors.ts'
import { listFlowRunStates } from '../store/queries/flow-run-states.ts'
import { readFlowRun } from '../store/queries/flow-runs.ts'
import { listGraphArtifacts, listGraphTasks } from '../store/queries/run-graphs.ts'
import { listTaskRuns } from '../store/queries/task-runs.ts'
import { drawArtifact, drawNodes } from './draw-graph.ts'
import { BadRequest, ObjectNotFound } from './errors.ts'
import { presentTaskRun } from './present-task-run.ts'

/** How many task runs a graph may have; so many artifacts are shown. */
const MOST_NODES = 10_000

/** Handlers of the graphs of flow runs. */
export const runGraphHandlers: Handlers<typeof runGraphRoutes, RequestContext> = {
  async dependencies({ store, clock }, { params }) {
    const tasks = await store.read(async (queries) => {
      if ((await readFlowRun(queries, params.id)) === undefined) throw new RunNotFound('flow run', params.id)
      const filter = { flow_runs: { operator: 'and_' as const, id: { any_: [params.id] } } }
      return checked(params.id, await listTaskRuns(queries, filter, { sort: 'ID_DESC', limit: MOST_NODES + 1, offset: 0 }))
    })
    const now = clock.now()
    return tasks.map((task) => {
      const run = presentTaskRun(task, now)
      const upstream = Object.values(run.task_inputs).flatMap((given) => given.filter((source) => source.input_type === 'task_run'))
      return {
        id: run.id,
        name: run.name,
        upstream_dependencies: [...new Map(upstream.map((source) => [source.id, source])).values()],
        state: run.state,
        expected_start_time: run.expected_start_time,
        start_time: run.start_time,
        end_time: run.end_time,
        total_run_time: run.total_run_time,
        estimated_run_time: run.estimated_run_time,
        untrackable_result: run.state?.state_details.untrackable_result ?? false,
      }
    })
  },

  graph: ({ store }, { params, query }) =>
    store.read(async (queries) => {
      const run = await readFlowRun(queries, params.id)
      if (run === undefined) throw new ObjectNotFound(`Flow run ${params.id} not found`)
      const tasks = checked(params.id, await listGraphTasks(queries, params.id, MOST_NODES + 1))
      const artifacts = await listGraphArtifacts(queries, params.id, MOST_NODES)
      const states = await listFlowRunStates(queries, params.id)
      const nodes = drawNodes(tasks, artifacts, query.since)
      return {
        start_time: run.start_time ?? run.expected_start_time,
        end_time: run.end_time,
        root_node_ids: nodes.filter(({ parents }) => parents.length === 0).map(({ id }) => id),
        nodes: nodes.map((node) => [node.id, node] satisfies [string, unknown]),
        artifacts: artifacts.filter(({ task_run_id }) => task_run_id === null).map(drawArtifact),
        states: states.map(({ id, timestamp, type, name }) => ({ id, timestamp, type, name })),
      }
    }),
}

function checked<Task>(id: string, tasks: Task[]): Task[] {
  if (tasks.length > MOST_NODES) throw new BadRequest(`The graph of flow run ${id} has more than ${MOST_NODES} nodes.`)
  return tasks
}
