import type { Deployment, DeploymentRowView, FlowRun, ReplyOf, setupViewRoutes } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { missingFrom } from '../schema-form/schema.ts'

/** How many of the latest runs are looked through for those of each deployment on a page. */
const LATEST = 200

/** Bars of a row. */
const BARS = 20

type Body = NonNullable<Parameters<typeof api.deployments.paginate>[0]>['body']

/** A page of deployments put together from Prefect's own routes, for a server that is no Millrace. */
export async function rowsOfPrefect(body: Body, signal: AbortSignal): Promise<ReplyOf<typeof setupViewRoutes.deploymentRows>> {
  const page = await api.deployments.paginate({ body, signal })
  const ids = page.results.map(({ id }) => id)
  const flowIds = [...new Set(page.results.map(({ flow_id }) => flow_id))]
  if (ids.length === 0) return { ...page, results: [] }
  const [flows, runs] = await Promise.all([
    api.flows.filter({ body: { flows: { id: { any_: flowIds } } }, signal }),
    api.flowRuns.filter({
      body: {
        flow_runs: { deployment_id: { any_: ids }, state: { type: { not_any_: ['SCHEDULED'] } } },
        sort: 'EXPECTED_START_TIME_DESC',
        limit: LATEST,
      },
      signal,
    }),
  ])
  const names = new Map(flows.map(({ id, name }) => [id, name]))
  const latest = Map.groupBy(runs, ({ deployment_id }) => deployment_id)
  return { ...page, results: page.results.map((deployment) => rowOf(deployment, names, latest.get(deployment.id) ?? [])) }
}

const rowOf = (deployment: Deployment, flows: ReadonlyMap<string, string>, runs: readonly FlowRun[]): DeploymentRowView => ({
  id: deployment.id,
  name: deployment.name,
  flow: { id: deployment.flow_id, name: flows.get(deployment.flow_id) ?? '' },
  tags: deployment.tags,
  paused: deployment.paused,
  status: deployment.status,
  work_pool:
    deployment.work_pool_name === null
      ? null
      : { name: deployment.work_pool_name, is_paused: false, online_workers: 0, concurrency_limit: null },
  work_queue: deployment.work_queue_name === null ? null : { name: deployment.work_queue_name, is_paused: false },
  schedules: deployment.schedules,
  next_run: null,
  runs: runs
    .slice(0, BARS)
    .map((run) => ({
      id: run.id,
      name: run.name,
      state_type: run.state_type,
      state_name: run.state_name,
      start_time: run.start_time,
      seconds: run.estimated_run_time,
    }))
    .toReversed(),
  missing_parameters: missingFrom(deployment.parameter_openapi_schema, deployment.parameters).map(({ name }) => name),
})
