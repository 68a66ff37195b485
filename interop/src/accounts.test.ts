import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { cleanEnvironment, eventually, startServer, type RunningServer, supervise, temporaryFolder } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Generation, GENERATIONS, peerProgram, preparePeer } from './peers.ts'
import { startPython } from './start-python.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')
const ROOT = 'root:of all accounts'

let server: RunningServer
/** May do everything. */
let client: Client

beforeAll(async () => {
  for (const generation of GENERATIONS) await preparePeer(generation)
  server = await startServer({ MILLRACE_SERVER_ACCOUNTS_ENABLED: 'true', MILLRACE_SERVER_API_AUTH_STRING: ROOT })
  client = createClient(createHttpTransport({ url: server.url, authString: ROOT, timeoutSeconds: 30, maxRetries: 3, jitterFactor: 0.2 }))
  const type = await client.blockTypes.readBySlug({ params: { slug: 'secret' } })
  const [schema] = await client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type.id] } } } })
  const secret = { name: 'accounts-secret', data: { value: 'sesame' }, block_type_id: type.id, block_schema_id: schema?.id ?? '' }
  await client.blockDocuments.create({ body: secret })
  await client.flows.create({ body: { name: 'with-a-key' } })
  await client.variables.create({ body: { name: 'accounts_variable', value: 'a value' } })
})
afterAll(async () => {
  await client.transport.close()
  await server[Symbol.asyncDispose]()
})

/** How the clients of a generation send a key: 2.20 knows no auth strings, and 3.8 sends nothing else over its sockets of events. */
const withKey = (generation: Generation, key: string): Record<string, string> =>
  generation === 2 ? { PREFECT_API_KEY: key } : { PREFECT_API_AUTH_STRING: `worker:${key}` }

describe.concurrent.each(GENERATIONS)('Prefect %i', (generation) => {
  const pool = `bound-${generation}`

  test.concurrent("a worker with a worker's key for its pool runs a deployment to its end, with all that the run tells and reads", async () => {
    await using home = await temporaryFolder()
    const { key } = await client.apiKeys.create({ body: { name: pool, role: 'worker', work_pool_name: pool } })
    // Its template is empty: the worker fills it in.
    await client.workPools.create({ body: { name: pool, type: 'process' } })
    const flow = await client.flows.create({ body: { name: 'with-a-key' } })
    const code = { entrypoint: 'accounts.py:works', path: FLOWS }
    const deployment = await client.deployments.create({ body: { name: pool, flow_id: flow.id, work_pool_name: pool, ...code } })
    const { id } = await client.deployments.createFlowRun({ params: { id: deployment.id }, body: {} })
    await using worker = supervise({
      program: peerProgram(generation, 'prefect'),
      argv: ['worker', 'start', '--pool', pool, '--type', 'process', '--name', pool, '--run-once'],
      env: cleanEnvironment({
        PREFECT_API_URL: server.url,
        PREFECT_HOME: home.path,
        PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
        ...withKey(generation, key),
      }),
    })
    expect(await worker.ended, worker.output()).toBe(0)
    const run = await client.flowRuns.read({ params: { id } })
    expect(run.state_type, worker.output()).toBe('COMPLETED')
    expect(worker.output()).not.toMatch(/Client error|Unauthorized|Forbidden|Auth required/)
    const lines = await client.logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } })
    expect(lines.map(({ message }) => message)).toContain('read a value')
    expect(await client.artifacts.count({ body: { artifacts: { flow_run_id: { any_: [id] } } } })).toBe(1)
    const children = await client.flowRuns.filter({ body: { flow_runs: { parent_flow_run_id: { any_: [id] } } } })
    expect(children.map(({ state_type: state }) => state)).toEqual(['COMPLETED'])
    // 2.20 has no way to give credentials to its sockets, so that its own events do not arrive.
    if (generation === 3) {
      await eventually('the event of the run', async () => {
        const { events } = await client.events.filter({ body: { filter: { event: { name: ['accounts.seen'] } } } })
        return events.length > 0 ? true : undefined
      })
    }
  })

  test.concurrent("a viewer's key reads, and is refused a write in words", async () => {
    const { key } = await client.apiKeys.create({ body: { name: 'viewer', role: 'viewer' } })
    await using python = await startPython(generation, server.url, ['accounts.py', 'view'], { PREFECT_API_KEY: key })
    expect(await python.process.ended, python.process.output()).toBe(0)
    const seen: unknown = JSON.parse(
      python.process
        .output()
        .split('\n')
        .findLast((line) => line.startsWith('{')) ?? '',
    )
    expect(seen).toEqual({
      seen: ['with-a-key'],
      status: 403,
      refused: expect.stringContaining('This needs the right to tell of runs') as string,
    })
  })
})
