import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { runHere } from '@millrace/cli/testing'
import { eventually, type RunningServer, startMillrace, startServer } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const FLOWS = join(import.meta.dirname, '..', 'flows', 'many-ways.ts')
const PASSWORD = 'correct horse battery'

let server: RunningServer
/** The key of the admin Ada. */
let key: string
let ada: Client

beforeAll(async () => {
  server = await startServer({ MILLRACE_SERVER_ACCOUNTS_ENABLED: 'true' })
  await run({}, ['server', 'create-admin', 'ada'], PASSWORD)
  const made = await run({}, ['api-key', 'create', 'laptop', '--user', 'ada', '-o', 'json'], PASSWORD)
  key = (JSON.parse(made) as { key: string }).key
  ada = createClient(createHttpTransport({ url: server.url, apiKey: key, timeoutSeconds: 30, maxRetries: 5, jitterFactor: 0.2 }))
})

afterAll(async () => {
  await ada.transport.close()
  await server[Symbol.asyncDispose]()
})

/** What a command prints that ends well. */
async function run(env: Readonly<Record<string, string>>, argv: readonly string[], stdin = ''): Promise<string> {
  const { code, output } = await runHere(argv, { env: { ...server.env, ...env }, cwd: server.home, stdin })
  expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
  return output
}

const asAda = async (...argv: readonly string[]): Promise<string> => await run({ MILLRACE_API_KEY: key }, argv)

const call = async (method: string, path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<Response> =>
  await fetch(`${server.url}${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

async function signIn(name: string): Promise<string> {
  const answer = await call('POST', '/ui/session', {}, { name, password: PASSWORD })
  expect(answer.status).toBe(204)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

test("a worker with a worker's key runs what an admin deploys, a viewer is refused, and the audit log has all of it (S06, S24)", async () => {
  const { code, output } = await runHere(['variable', 'ls'], { env: server.env, cwd: server.home })
  expect([code, output]).toEqual([1, expect.stringContaining('set MILLRACE_API_AUTH_STRING or MILLRACE_API_KEY')])

  await run({ MILLRACE_API_KEY: key }, ['user', 'create', 'vic', '--role', 'viewer'], PASSWORD)
  await asAda('work-pool', 'create', 'local', '--type', 'process')
  await asAda('deployment', 'build', `${FLOWS}:retries`, '-n', 'test', '-p', 'local', '-a', '-o', 'retries.yaml')
  const { key: workers } = JSON.parse(
    await asAda('api-key', 'create', 'machine', '--role', 'worker', '--work-pool', 'local', '-o', 'json'),
  ) as { key: string }
  const deployment = await ada.deployments.readByName({ params: { flow_name: 'retries', deployment_name: 'test' } })
  const { id } = await ada.deployments.createFlowRun({ params: { id: deployment.id }, body: {} })
  await using worker = startMillrace(['worker', 'start', '-p', 'local', '--name', 'tester'], {
    env: { ...server.env, MILLRACE_API_KEY: workers },
  })
  await eventually(`run ${id} is Completed: ${worker.output()}`, async () =>
    (await ada.flowRuns.read({ params: { id } })).state_type === 'COMPLETED' ? true : undefined,
  )
  await eventually('its log is there', async () => {
    const lines = await ada.logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } })
    return lines.some(({ message }) => message.includes('the first attempt fails')) ? true : undefined
  })

  const cookie = await signIn('vic')
  const refused = await call('DELETE', `/deployments/${deployment.id}`, { cookie })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ needs: 'build', detail: expect.stringContaining("you are 'vic', whose role is viewer") })

  const entries = await eventually('the refusal is recorded', async () => {
    const found = (await ada.audit.filter({ body: {} })).entries.toReversed()
    return found.at(-1)?.status === 403 ? found : undefined
  })
  expect(entries.map(({ who, action, name }) => [who.name, action, name])).toEqual([
    [null, 'users.create', 'ada'],
    ['ada', 'sessions.signIn', 'ada'],
    ['ada', 'apiKeys.create', 'laptop'],
    ['ada', 'sessions.signOut', 'ada'],
    ['laptop', 'users.create', 'vic'],
    ['laptop', 'workPools.create', 'local'],
    ['laptop', 'deployments.create', 'test'],
    ['laptop', 'apiKeys.create', 'machine'],
    ['vic', 'sessions.signIn', 'vic'],
    ['vic', 'deployments.delete', null],
  ])
  expect(await asAda('audit', 'verify')).toBe('All 10 entries are as they were written, up to 10.\n')
})

test('what was deleted has its entry, however soon the server is killed', async () => {
  const { id } = await ada.variables.create({ body: { name: 'short_lived', value: 1 } })
  await ada.variables.delete({ params: { id } })
  await server.kill()
  await server.start()
  const { deleted } = await ada.audit.gone({ params: { kind: 'variable', id } })
  expect(deleted).toMatchObject({ who: { kind: 'key', name: 'laptop' }, name: 'short_lived' })
  expect(await asAda('audit', 'verify')).toContain('as they were written')
})
