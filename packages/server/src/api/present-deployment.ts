import type { Deployment, DeploymentSchedule } from '@millrace/protocol'
import { nameOfOwn } from '../concurrency/deployment-limit.ts'
import type { ServerContext } from '../context.ts'
import { findLimit } from '../store/queries/concurrency-limits.ts'
import { listSchedules } from '../store/queries/deployment-schedules.ts'
import type { DeploymentView } from '../store/queries/deployments.ts'
import type { DeploymentScheduleRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { presentLimit } from './present-concurrency-limit.ts'
import { isRecent } from './present-work-pool.ts'

type Limit = ReturnType<typeof presentLimit>

/** Deployments as the API answers them, with their schedules: the union of 2.20's and 3.8's fields. */
export async function presentDeployments(
  context: ServerContext,
  queries: Queries,
  deployments: readonly DeploymentView[],
): Promise<Deployment[]> {
  if (deployments.length === 0) return []
  const ids = deployments.map(({ id }) => id)
  const schedules = Map.groupBy(await listSchedules(queries, ids), ({ deployment_id }) => deployment_id)
  const presented: Deployment[] = []
  for (const deployment of deployments) {
    presented.push(present(context, deployment, schedules.get(deployment.id) ?? [], await limitOf(context, queries, deployment)))
  }
  return presented
}

function present(
  { settings, clock }: ServerContext,
  view: DeploymentView,
  schedules: readonly DeploymentScheduleRow[],
  limit: Limit | null,
): Deployment {
  const { queue_name, work_pool_id: _, global_concurrency_limit_id: __, ...deployment } = view
  const { deploymentLastPolledTimeoutSeconds: timeout } = settings.server.services.foreman
  return {
    ...deployment,
    schedules: schedules.map(presentSchedule),
    // 2.20's own clients know one: the one that was changed last.
    schedule: schedules[0]?.schedule ?? null,
    is_schedule_active: !deployment.paused,
    // What the limit allows, which may have been changed by itself.
    concurrency_limit: deployment.concurrency_limit === null ? null : (limit?.limit ?? deployment.concurrency_limit),
    global_concurrency_limit: limit && { ...limit },
    concurrency_options: deployment.concurrency_options as Deployment['concurrency_options'],
    infra_overrides: deployment.job_variables,
    work_queue_name: queue_name ?? deployment.work_queue_name,
    status: isRecent(deployment.last_polled, clock.now(), timeout) ? 'READY' : 'NOT_READY',
  }
}

/** A schedule as the API answers it. */
export const presentSchedule = (schedule: DeploymentScheduleRow): DeploymentSchedule => schedule

/** The limit on the runs of a deployment: the one it names, or its own once it is in use. */
async function limitOf(
  { clock }: ServerContext,
  queries: Queries,
  { id, concurrency_limit: own, global_concurrency_limit_id: global }: DeploymentView,
): Promise<Limit | null> {
  if (own === null && global === null) return null
  const limit = await findLimit(queries, global === null ? { name: nameOfOwn(id) } : { id: global })
  return limit === undefined ? null : presentLimit(limit, clock.now())
}
