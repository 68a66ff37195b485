import { queryOptions } from '@tanstack/react-query'
import type { Deployment, DeploymentScheduleCreate } from '@millrace/protocol'
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
    refetchInterval: 10_000,
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

export const startRun = (id: string, wishes: RunWishes) => api.deployments.createFlowRun({ params: { id }, body: wishes })

export const changeDeployment = (id: string, changes: DeploymentChanges) => api.deployments.update({ params: { id }, body: changes })

export const deleteDeployment = (id: string) => api.deployments.delete({ params: { id } })

export const pauseDeployment = ({ id, paused }: Deployment) =>
  paused ? api.deployments.resume({ params: { id } }) : api.deployments.pause({ params: { id } })

export const addSchedule = (id: string, schedule: DeploymentScheduleCreate) =>
  api.deployments.createSchedules({ params: { id }, body: [schedule] })

export const changeSchedule = (id: string, scheduleId: string, changes: ScheduleChanges) =>
  api.deployments.updateSchedule({ params: { id, schedule_id: scheduleId }, body: changes })

export const deleteSchedule = (id: string, scheduleId: string) =>
  api.deployments.deleteSchedule({ params: { id, schedule_id: scheduleId } })
