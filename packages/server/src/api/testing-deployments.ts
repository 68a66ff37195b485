import type { StoreKind } from '../store/testing.ts'
import { openTestApi, type Answered, type TestApi } from './testing.ts'

/** The API with a flow in it that may be deployed. */
export interface DeploymentWorld extends AsyncDisposable {
  readonly api: TestApi
  readonly flowId: string
  deploy(body?: object, headers?: Record<string, string>): Promise<Answered>
  /** The runs of a deployment that are to come, the earliest first. */
  scheduled(id: string): Promise<ReturnType<typeof JSON.parse>>
}

/** Opens the API for one test of deployments: `await using w = await openDeploymentWorld(kind)`. */
export async function openDeploymentWorld(kind: StoreKind): Promise<DeploymentWorld> {
  const api = await openTestApi(kind)
  const flowId = (await api.call('POST', '/flows/', { name: 'f', labels: { team: 'a' } })).body.id as string
  return {
    api,
    flowId,
    deploy: (body = {}, headers = {}) => api.call('POST', '/deployments/', { name: 'd', flow_id: flowId, ...body }, { headers }),
    scheduled: async (id) =>
      (
        await api.call('POST', '/flow_runs/filter', {
          sort: 'NEXT_SCHEDULED_START_TIME_ASC',
          flow_runs: { deployment_id: { any_: [id] }, state: { type: { any_: ['SCHEDULED'] } } },
        })
      ).body,
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}
