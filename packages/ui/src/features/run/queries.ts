import type { Explanation, FlowRun, FlowRunRow, Json, StateType } from '@millrace/protocol'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { orNull } from '../../api/or-null.ts'
import { serverNow } from '../../time/server-clock.ts'
import { surroundingsBody } from './first-calls.ts'

const FINAL: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'])

export const isOver = (type: string | null | undefined): boolean => type !== null && type !== undefined && FINAL.has(type)

export const runKey = (id: string) => ['run', id] as const

export const runQuery = (id: string) =>
  queryOptions({ queryKey: [...runKey(id), 'run'], queryFn: ({ signal }) => api.flowRuns.read({ params: { id }, signal }) })

/** The names of what a run belongs to. */
export type Surroundings = Pick<FlowRunRow, 'flow' | 'deployment' | 'parent' | 'holder' | 'usual_seconds' | 'tasks'>

export const surroundingsQuery = (run: Pick<FlowRun, 'id' | 'flow_id' | 'deployment_id'> | undefined) =>
  queryOptions({
    queryKey: [...runKey(run?.id ?? ''), 'surroundings'],
    enabled: run !== undefined,
    queryFn: async ({ signal }): Promise<Surroundings | null> => {
      if (run === undefined) return null
      const rows = await orNull(api.views.flowRunRows({ body: surroundingsBody(run.id), signal }))
      if (rows !== null) return rows.rows[0] ?? null
      const [flow, deployment] = await Promise.all([
        api.flows.read({ params: { id: run.flow_id }, signal }),
        run.deployment_id === null ? null : orNull(api.deployments.read({ params: { id: run.deployment_id }, signal })),
      ])
      const tasks = { total: 0, completed: 0, failed: 0, running: 0 }
      return { flow, deployment, parent: null, holder: null, usual_seconds: null, tasks }
    },
  })

/** Why it is where it is; null where the server does not say. */
export const explainQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKey(id), 'explain'],
    queryFn: ({ signal }): Promise<Explanation | null> => orNull(api.explanations.explain({ params: { id }, signal })),
  })

/** The log line that tells of the error for which a run failed, where the server knows it. */
export const errorLineOf = (
  explained: Explanation | null | undefined,
): { readonly id: string; readonly number: number | null } | undefined =>
  explained?.reasons.flatMap((reason) => (reason.code === 'failed' ? (reason.log ?? []) : []))[0]

export const subflowsQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKey(id), 'subflows'],
    queryFn: ({ signal }) =>
      api.flowRuns.filter({
        body: { flow_runs: { parent_flow_run_id: { any_: [id] } }, sort: 'EXPECTED_START_TIME_ASC', limit: 200 },
        signal,
      }),
  })

/** The newest runs of the same flow, but for the run itself. */
export const otherRunsQuery = (run: Pick<FlowRun, 'id' | 'flow_id'> | undefined) =>
  queryOptions({
    queryKey: [...runKey(run?.id ?? ''), 'others'],
    enabled: run !== undefined,
    queryFn: ({ signal }) =>
      api.flowRuns.filter({
        body: {
          flows: { id: { any_: [run?.flow_id ?? ''] } },
          flow_runs: { id: { not_any_: [run?.id ?? ''] } },
          sort: 'START_TIME_DESC',
          limit: 50,
        },
        signal,
      }),
  })

export const artifactsQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKey(id), 'artifacts'],
    queryFn: ({ signal }) =>
      api.artifacts.filter({ body: { artifacts: { flow_run_id: { any_: [id] } }, sort: 'CREATED_DESC', limit: 200 }, signal }),
  })

export const runEventsQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKey(id), 'events'],
    queryFn: ({ signal }) =>
      api.events.filter({ body: { filter: { any_resource: { id: [`prefect.flow-run.${id}`] }, order: 'DESC' }, limit: 50 }, signal }),
  })

export const statesQuery = (id: string) =>
  queryOptions({
    queryKey: [...runKey(id), 'states'],
    queryFn: ({ signal }) => api.flowRunStates.list({ query: { flow_run_id: id }, signal }),
  })

export const deploymentOfRunQuery = (id: string | null) =>
  queryOptions({
    queryKey: ['deployment', id],
    enabled: id !== null,
    queryFn: ({ signal }) => orNull(api.deployments.read({ params: { id: id ?? '' }, signal })),
  })

/** The input that a paused run asks for, as a JSON schema; null where it asks for none. */
export const inputSchemaQuery = (id: string, keyset: Readonly<Record<string, string>> | null | undefined) => {
  const key = keyset?.['schema']
  return queryOptions({
    queryKey: [...runKey(id), 'input', key],
    enabled: key !== undefined,
    queryFn: async ({ signal }) => {
      const text = await orNull(api.flowRunInputs.read({ params: { id, key: key ?? '' }, signal }))
      return (typeof text === 'string' ? JSON.parse(text) : text) as Record<string, unknown> | null
    },
  })
}

export const taskRunQuery = (id: string) =>
  queryOptions({ queryKey: ['task run', id], queryFn: ({ signal }) => api.ui.readTaskRun({ params: { id }, signal }) })

export const taskRunStatesQuery = (id: string) =>
  queryOptions({
    queryKey: ['task run', id, 'states'],
    queryFn: ({ signal }) => api.taskRunStates.list({ query: { task_run_id: id }, signal }),
  })

export const cancelRun = (id: string): Promise<unknown> =>
  api.flowRuns.setState({ params: { id }, body: { state: { type: 'CANCELLING', name: 'Cancelling' } } })

/** A run that nobody has begun needs nobody to stop it. */
export const cancelAtOnce = (id: string): Promise<unknown> =>
  api.flowRuns.setState({ params: { id }, body: { state: { type: 'CANCELLED', name: 'Cancelled' }, force: true } })

/** Runs it again, as `millrace flow-run retry` does: what finished with a stored result is not repeated. */
export const retryRun = (id: string): Promise<unknown> =>
  api.flowRuns.setState({ params: { id }, body: { state: { type: 'SCHEDULED', name: 'AwaitingRetry' }, force: true } })

/** Begins it again from a task, from what failed, or with other parameters. */
export const restartRun = (
  id: string,
  body: { readonly from_task?: string; readonly only_failed?: boolean; readonly parameters?: Record<string, Json> },
): Promise<unknown> => api.ui.restartFlowRun({ params: { id }, body })

export const startNow = (id: string): Promise<unknown> =>
  api.flowRuns.setState({
    params: { id },
    body: {
      state: { type: 'SCHEDULED', name: 'Scheduled', state_details: { scheduled_time: new Date(serverNow()).toISOString() } },
      force: true,
    },
  })

export const resumeRun = (id: string, values?: Record<string, Json>): Promise<unknown> =>
  api.flowRuns.resume({ params: { id }, body: values === undefined ? {} : { run_input: values } })

/** Says what its state is, whatever the rules would say to it. */
export const changeState = (id: string, state: { readonly type: StateType; readonly message: string }): Promise<unknown> =>
  api.flowRuns.setState({
    params: { id },
    body: { state: { ...state, name: state.type.charAt(0) + state.type.slice(1).toLowerCase() }, force: true },
  })

export const deleteRun = (id: string): Promise<unknown> => api.flowRuns.delete({ params: { id } })
