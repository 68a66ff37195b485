import type { Deployment, DeploymentSchedule } from '@millrace/protocol'
import { nameOfOwn } from '../concurrency/deployment-limit.ts'
import type { ServerContext } from '../context.ts'
import { type CountedLimit, findLimits } from '../store/queries/concurrency-limits.ts'
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
  const limits = await limitsOf(queries, deployments)
  const now = context.clock.now()
  return deployments.map((deployment) => {
    const limit = limits.get(deployment.global_concurrency_limit_id ?? nameOfOwn(deployment.id))
    return present(context, deployment, schedules.get(deployment.id) ?? [], limit === undefined ? null : presentLimit(limit, now))
  })
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
    // As in 3.x: the number is in the limit that keeps it, and may have been changed there.
    concurrency_limit: null,
    global_concurrency_limit: limit && { ...limit },
    concurrency_options: deployment.concurrency_options as Deployment['concurrency_options'],
    infra_overrides: deployment.job_variables,
    work_queue_name: queue_name ?? deployment.work_queue_name,
    status: isRecent(deployment.last_polled, clock.now(), timeout) ? 'READY' : 'NOT_READY',
  }
}

/** A schedule as the API answers it. */
export const presentSchedule = (schedule: DeploymentScheduleRow): DeploymentSchedule => schedule

/** The limits on the runs of these deployments, by id and by name: those they name, and their own once they are in use. */
async function limitsOf(queries: Queries, deployments: readonly DeploymentView[]): Promise<ReadonlyMap<string, CountedLimit>> {
  const ids = deployments.flatMap(({ global_concurrency_limit_id: id }) => (id === null ? [] : [id]))
  const names = deployments.flatMap(({ id, concurrency_limit: own }) => (own === null ? [] : [nameOfOwn(id)]))
  if (ids.length + names.length === 0) return new Map()
  const limits = await findLimits(queries, { ids, names })
  return new Map(limits.flatMap((limit) => [[limit.id, limit] as const, [limit.name, limit] as const]))
}
