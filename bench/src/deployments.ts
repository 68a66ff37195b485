import { Client } from './client.ts'
import { newId } from './event-socket.ts'
import type { Contestant } from './servers.ts'

/** A deployment in a pool of its own, made by a scenario. */
export interface Made {
  readonly pool: string
  readonly deploymentId: string
}

/** Makes a process pool and a deployment in it. */
export async function makeDeployment({ url }: Pick<Contestant, 'url'>): Promise<Made> {
  using client = new Client(url, 1)
  const pool = `bench-${newId()}`
  await client.done('POST', '/work_pools/', { name: pool, type: 'process', base_job_template: {} })
  const flow = await client.done<{ id: string }>('POST', '/flows/', { name: 'bench' })
  const deployment = await client.done<{ id: string }>('POST', '/deployments/', {
    name: pool,
    flow_id: flow.id,
    work_pool_name: pool,
    entrypoint: 'flow.py:bench',
    path: '.',
    tags: ['bench'],
    parameters: { days: 3 },
    parameter_openapi_schema: {
      type: 'object',
      properties: { city: { type: 'string', title: 'city' }, days: { type: 'integer', title: 'days' } },
      required: ['city'],
    },
    enforce_parameter_schema: true,
  })
  return { pool, deploymentId: deployment.id }
}
