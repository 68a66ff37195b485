import type { Deployment, DeploymentRowView, Received, ReplyOf, setupViewRoutes, WorkPoolRowView } from '@millrace/protocol'
import { pageAnswer, pageSliceOf } from '../api/page.ts'
import { presentDeployments } from '../api/present-deployment.ts'
import { livenessOf } from '../api/present-work-pool.ts'
import type { RequestContext } from '../http/request-context.ts'
import { waitsByPool } from '../store/queries/attention.ts'
import { countDeployments, listDeployments } from '../store/queries/deployments.ts'
import { listLatestRuns } from '../store/queries/latest-runs.ts'
import {
  type ComingRun,
  type DeploymentPlace,
  nextRunsOfDeployments,
  placesOfDeployments,
  serviceOfPools,
} from '../store/queries/setup-rows.ts'
import { listWorkPools } from '../store/queries/work-pools.ts'
import { barOf } from './run-rows.ts'

/** Runs of each deployment that are shown as bars. */
const BARS = 20

/** One page of deployments as the UI lists them. */
export async function listDeploymentRows(
  context: RequestContext,
  { sort, limit, page, ...filters }: Received<typeof setupViewRoutes.deploymentRows>['body'],
): Promise<ReplyOf<typeof setupViewRoutes.deploymentRows>> {
  const now = context.clock.now()
  const slice = pageSliceOf(context, { limit, page })
  return await context.store.read(async (queries) => {
    const [views, count] = await Promise.all([listDeployments(queries, { filters, sort, ...slice }), countDeployments(queries, filters)])
    const ids = views.map(({ id }) => id)
    const [deployments, places, latest, coming] = await Promise.all([
      presentDeployments(context, queries, views),
      placesOfDeployments(queries, ids, livenessOf(context)),
      listLatestRuns(queries, 'deployment_id', ids, { until: now, each: BARS }),
      nextRunsOfDeployments(queries, ids, now),
    ])
    const runs = Map.groupBy(latest, ({ of }) => of)
    const rows = deployments.map((deployment) => ({
      ...rowOf(deployment, places.get(deployment.id), coming.get(deployment.id)),
      runs: (runs.get(deployment.id) ?? []).map((run) => barOf(run, now)).toReversed(),
    }))
    return pageAnswer(rows, count, page, slice)
  })
}

function rowOf(deployment: Deployment, place: DeploymentPlace | undefined, coming: ComingRun | undefined): Omit<DeploymentRowView, 'runs'> {
  const { id, name, flow_id, tags, paused, status, work_pool_name: pool, work_queue_name: queue, schedules } = deployment
  return {
    id,
    name,
    flow: { id: flow_id, name: place?.flow_name ?? '' },
    tags,
    paused,
    status,
    work_pool:
      pool === null
        ? null
        : {
            name: pool,
            is_paused: Boolean(place?.pool_paused),
            online_workers: place?.online_workers ?? 0,
            concurrency_limit: place?.pool_limit ?? null,
          },
    work_queue: queue === null ? null : { name: queue, is_paused: Boolean(place?.queue_paused) },
    schedules,
    next_run: coming === undefined ? null : { id: coming.id, name: coming.name, at: coming.at },
    missing_parameters: missingOf(deployment),
  }
}

function missingOf({ parameter_openapi_schema: schema, parameters }: Deployment): string[] {
  const { required, properties } = schema ?? {}
  const described: Readonly<Record<string, unknown>> = isObject(properties) ? properties : {}
  const needed = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
  return needed.filter((name) => !(name in parameters) && !hasDefault(described[name]))
}

const hasDefault = (property: unknown): boolean => isObject(property) && 'default' in property

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Work pools as the UI lists them, by name. */
export async function listWorkPoolRows(
  context: RequestContext,
  { work_pools: filter, limit, offset }: Received<typeof setupViewRoutes.workPoolRows>['body'],
): Promise<WorkPoolRowView[]> {
  return await context.store.read(async (queries) => {
    const pools = await listWorkPools(queries, { filter, limit, offset, ...livenessOf(context) })
    const [waits, service] = await Promise.all([
      waitsByPool(queries, context.clock.now()),
      serviceOfPools(
        queries,
        pools.map(({ id }) => id),
      ),
    ])
    return pools.map((pool) => ({
      id: pool.id,
      name: pool.name,
      type: pool.type,
      description: pool.description,
      is_paused: pool.is_paused,
      concurrency_limit: pool.concurrency_limit,
      running: pool.active_slots,
      queues: service.get(pool.id)?.queues ?? 0,
      online_workers: pool.online_workers,
      last_polled: service.get(pool.id)?.last_polled ?? null,
      waiting: waits.get(pool.id)?.waiting ?? 0,
      oldest_wait: waits.get(pool.id)?.oldest ?? null,
    }))
  })
}
