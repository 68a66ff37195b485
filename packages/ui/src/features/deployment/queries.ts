import { queryOptions } from '@tanstack/react-query'
import type { Deployment, FlowRun } from '@millrace/protocol'
import { limitOfDeployment } from '@millrace/protocol/deployment-limit'
import { api } from '../../api/api.ts'

type Json = Parameters<typeof api.deployments.createFlowRun>[0]['body']

/** What a run of a deployment may be given that differs from the deployment. */
export type RunWishes = NonNullable<Json>

/** What can be changed of a deployment. */
export type DeploymentChanges = NonNullable<Parameters<typeof api.deployments.update>[0]['body']>

type ScheduleChanges = NonNullable<Parameters<typeof api.deployments.updateSchedule>[0]['body']>

export const deploymentQuery = (id: string) =>
  queryOptions({ queryKey: ['deployment', id], queryFn: ({ signal }) => api.deployments.read({ params: { id }, signal }) })

export const flowQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: ['flow', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.flows.read({ params: { id: id ?? '' }, signal }),
  })

/** The newest runs of a deployment, those to come included. */
export const runsOfQuery = (filter: { readonly deployment: string } | { readonly flow: string } | { readonly pool: string }) =>
  queryOptions({
    queryKey: ['runs', 'of', filter],
    queryFn: ({ signal }) =>
      api.flowRuns.filter({
        body: {
          ...('deployment' in filter ? { flow_runs: { deployment_id: { any_: [filter.deployment] } } } : {}),
          ...('flow' in filter ? { flows: { id: { any_: [filter.flow] } } } : {}),
          ...('pool' in filter ? { work_pools: { name: { any_: [filter.pool] } } } : {}),
          sort: 'EXPECTED_START_TIME_DESC',
          limit: 50,
        },
        signal,
      }),
  })

export const poolNamesQuery = queryOptions({
  queryKey: ['work pools', 'names'],
  queryFn: async ({ signal }) => (await api.workPools.filter({ body: {}, signal })).map(({ name }) => name),
})

/** The names of the queues of a pool, the one served first at the top. */
export const queueNamesQuery = (pool: string) =>
  queryOptions({
    queryKey: ['work pool', pool, 'queue names'],
    queryFn: async ({ signal }) =>
      (await api.workPools.filterQueues({ params: { work_pool_name: pool }, body: {}, signal })).map(({ name }) => name),
  })

export const startRun = (id: string, wishes: RunWishes) => api.deployments.createFlowRun({ params: { id }, body: wishes })

export const changeDeployment = (id: string, changes: DeploymentChanges) => api.deployments.update({ params: { id }, body: changes })

export const deleteDeployment = (id: string) => api.deployments.delete({ params: { id } })

export const pauseDeployment = ({ id, paused }: Deployment) =>
  paused ? api.deployments.resume({ params: { id } }) : api.deployments.pause({ params: { id } })

type NewSchedule = NonNullable<Parameters<typeof api.deployments.createSchedules>[0]['body']>[number]

export const addSchedule = (id: string, schedule: NewSchedule) => api.deployments.createSchedules({ params: { id }, body: [schedule] })

export const changeSchedule = (id: string, scheduleId: string, changes: ScheduleChanges) =>
  api.deployments.updateSchedule({ params: { id, schedule_id: scheduleId }, body: changes })

export const deleteSchedule = (id: string, scheduleId: string) =>
  api.deployments.deleteSchedule({ params: { id, schedule_id: scheduleId } })

/** Runs of a deployment that are looked through for its versions. */
const LOOKED_AT = 200

/** One version of a deployment, as its latest runs had it. */
export interface RanVersion {
  readonly version: string | null
  readonly runs: number
  readonly failed: number
  /** When the first of them was to begin. */
  readonly first: string | null
  readonly last: FlowRun
}

/** The versions that the latest 200 runs of a deployment had, the newest first. */
export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'versions', id],
    queryFn: async ({ signal }): Promise<readonly RanVersion[]> => {
      const runs = await api.flowRuns.filter({
        body: {
          flow_runs: { deployment_id: { any_: [id] }, state: { type: { not_any_: ['SCHEDULED'] } } },
          sort: 'EXPECTED_START_TIME_DESC',
          limit: LOOKED_AT,
        },
        signal,
      })
      return [...Map.groupBy(runs, ({ deployment_version }) => deployment_version)].flatMap(([version, each]) => {
        const [last] = each
        const failed = each.filter(({ state_type: type }) => type === 'FAILED' || type === 'CRASHED').length
        return last === undefined ? [] : [{ version, runs: each.length, failed, first: each.at(-1)?.expected_start_time ?? null, last }]
      })
    },
  })

/** The automations that concern a deployment. */
export const triggersQuery = (id: string) =>
  queryOptions({
    queryKey: ['automations', 'of deployment', id],
    queryFn: ({ signal }) => api.automations.relatedTo({ params: { resource_id: `prefect.deployment.${id}` }, signal }),
  })

/** The latest runs of a deployment that began or were to begin, for a run that is to be like one of them. */
export const earlierRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'earlier', id],
    queryFn: ({ signal }) =>
      api.flowRuns.filter({
        body: {
          flow_runs: { deployment_id: { any_: [id] }, state: { type: { not_any_: ['SCHEDULED'] } } },
          sort: 'EXPECTED_START_TIME_DESC',
          limit: 20,
        },
        signal,
      }),
  })

/** The next five runs of a deployment. */
export const comingRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'coming', id],
    queryFn: ({ signal }) =>
      api.flowRuns.filter({
        body: {
          flow_runs: { deployment_id: { any_: [id] }, state: { type: { any_: ['SCHEDULED'] } } },
          sort: 'NEXT_SCHEDULED_START_TIME_ASC',
          limit: 5,
        },
        signal,
      }),
  })

/** How many runs wait that the deployment's schedules made: a change makes them anew. */
export const waitingRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'waiting', id],
    queryFn: ({ signal }) =>
      api.flowRuns.count({
        body: {
          flow_runs: { deployment_id: { any_: [id] }, state: { type: { any_: ['SCHEDULED'] } }, tags: { all_: ['auto-scheduled'] } },
        },
        signal,
      }),
  })

/** A flow has one deployment of a name. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken'
}

/** Makes a deployment like another one under a new name, its schedules switched off. Throws `NameTaken`. */
export async function copyDeployment(deployment: Deployment, name: string): Promise<Deployment> {
  const { flow_id } = deployment
  const namesakes = await api.deployments.filter({
    body: { flows: { id: { any_: [flow_id] } }, deployments: { name: { any_: [name] } }, limit: 1 },
  })
  // The API would take it for a change of that one.
  if (namesakes.length > 0) throw new NameTaken(`The flow has a deployment "${name}" already.`)
  const { schedules, concurrency_options, ...rest } = deployment
  const limit = limitOfDeployment(deployment)
  return await api.deployments.create({
    body: {
      name,
      flow_id,
      version: rest.version,
      version_info: rest.version_info,
      description: rest.description,
      tags: rest.tags,
      paused: rest.paused,
      parameters: rest.parameters,
      parameter_openapi_schema: rest.parameter_openapi_schema,
      enforce_parameter_schema: rest.enforce_parameter_schema,
      concurrency_limit: limit === null || limit.isShared ? null : limit.limit,
      concurrency_options,
      work_pool_name: rest.work_pool_name,
      work_queue_name: rest.work_queue_name,
      job_variables: rest.job_variables,
      entrypoint: rest.entrypoint,
      path: rest.path,
      pull_steps: rest.pull_steps,
      storage_document_id: rest.storage_document_id,
      infrastructure_document_id: rest.infrastructure_document_id,
      schedules: schedules.map(({ schedule, parameters, slug, max_scheduled_runs }) => ({
        schedule,
        parameters,
        slug,
        max_scheduled_runs,
        active: false,
      })),
    },
  })
}
