import { createClient, createHttpTransport } from '@millrace/client'
import { loadSettings } from '@millrace/settings'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NoServer } from '../connection/errors.ts'
import { createSession } from '../connection/open-session.ts'
import { type Session, withSession } from '../connection/session.ts'
import { flowRun } from '../context/flow-run.ts'
import { runDeployment } from '../deployments/run-deployment.ts'
import { flow } from '../flow.ts'
import { serve } from '../serve.ts'
import { serverCan } from '../testing/abilities.ts'
import { openTestServer } from '../testing/test-server.ts'

// The SDK does not depend on the server: only its tests load it, by a name that the compiler does not follow.
const SERVER: string = '@millrace/server'

interface ServerModule {
  readonly startServer: (options: { settings: unknown; services: boolean }) => Promise<{ readonly url: string; close(): Promise<void> }>
}

const SCRIPT = join(import.meta.dirname, '..', 'testing', 'served-flow.ts')
const PATIENTLY = { timeout: 50_000 }

/** A server on a port, with its services. */
async function openServer(): Promise<{ readonly session: Session } & AsyncDisposable> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-serve-'))
  const env = { MILLRACE_HOME: home, MILLRACE_RUNNER_POLL_FREQUENCY: '0.1', MILLRACE_LOGGING_LEVEL: 'CRITICAL' }
  const settings = loadSettings({ env, cwd: home, overrides: { 'server.api.port': 0 } })
  const { startServer } = (await import(SERVER)) as ServerModule
  const server = await startServer({ settings, services: true })
  const client = createClient(createHttpTransport({ url: server.url, timeoutSeconds: 20, maxRetries: 2, jitterFactor: 0 }))
  const session = createSession(client, settings, () => undefined)
  return {
    session,
    async [Symbol.asyncDispose]() {
      await session.flush()
      await server.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

export const greet = flow({ name: 'greet' }, async function greet(name: string, greeting = 'Hello') {
  return `${greeting}, ${name}, from ${flowRun().name}`
})

describe('a deployment that is served', () => {
  test('runs what is asked for, and is paused when serving ends', async () => {
    await using server = await openServer()
    const { session } = server
    const { client } = session
    const stop = new AbortController()
    const seen: unknown[] = []
    const noting = flow({ name: 'noting', onCompletion: (_flow, run) => seen.push(run.parameters) }, async (what: string, times = 1) =>
      what.repeat(times),
    )
    await withSession(session, async () => {
      const serving = serve(
        [
          { flow: noting, name: 'one', parameters: { what: 'x' }, tags: ['served'] },
          { flow: greet, name: 'two', cron: '0 6 * * *' },
        ],
        { signal: stop.signal },
      )
      await expect.poll(async () => (await client.deployments.filter({ body: {} })).length, PATIENTLY).toBe(2)
      const options = { client, pollInterval: 0.1 }
      const [first, second, third] = await Promise.all([
        runDeployment('noting/one', options),
        runDeployment('noting/one', { ...options, parameters: { what: 'y', times: 2 } }),
        runDeployment('greet/two', { ...options, parameters: { name: 'Ada' } }),
      ])
      expect([first, second, third].map(({ state_name: name }) => name)).toEqual(['Completed', 'Completed', 'Completed'])
      expect(first.tags).toEqual(['served'])
      stop.abort()
      await serving
    })
    expect(seen).toHaveLength(2)
    expect(seen).toEqual(
      expect.arrayContaining([
        { what: 'x', times: 1 },
        { what: 'y', times: 2 },
      ]),
    )
    const deployments = await client.deployments.filter({ body: {} })
    expect(deployments.map(({ paused }) => paused)).toEqual([true, true])
    expect(deployments.find(({ name }) => name === 'two')?.schedules).toMatchObject([{ schedule: { cron: '0 6 * * *' } }])
  })

  test('is served within its limit, and its runs are waited for', async () => {
    await using server = await openServer()
    const { client } = server.session
    const stop = new AbortController()
    let now = 0
    let most = 0
    let isLast = false
    const busy = flow({ name: 'busy' }, async () => {
      now += 1
      most = Math.max(most, now)
      // However slow the machine is: two were there at once, and the last is there when serving is told to end.
      await expect.poll(() => most >= 2 && (!isLast || stop.signal.aborted), PATIENTLY).toBe(true)
      now -= 1
    })
    await withSession(server.session, async () => {
      const serving = busy.serve({ name: 'two-at-once', limit: 2, pauseOnShutdown: false, signal: stop.signal })
      await expect.poll(async () => (await client.deployments.filter({ body: {} })).length, PATIENTLY).toBe(1)
      await Promise.all([1, 2, 3, 4, 5].map(() => runDeployment('busy/two-at-once', { client, pollInterval: 0.1 })))
      isLast = true
      await runDeployment('busy/two-at-once', { client, timeout: 0 })
      await expect.poll(() => now, PATIENTLY).toBe(1)
      stop.abort()
      await serving
    })
    expect(most).toBe(2)
    const runs = await client.flowRuns.filter()
    expect(runs.map(({ state_name: name }) => name)).toEqual(Array(6).fill('Completed'))
    expect((await client.deployments.filter({ body: {} })).map(({ paused }) => paused)).toEqual([false])
  })

  test('is paused when the process is interrupted, and its runs end with the reason', async () => {
    await using server = await openServer()
    const { client, settings } = server.session
    const env = {
      PATH: process.env['PATH'],
      MILLRACE_HOME: settings.home,
      MILLRACE_API_URL: client.transport.address,
      MILLRACE_RUNNER_POLL_FREQUENCY: '0.1',
    }
    const child = spawn(process.execPath, [SCRIPT], { env })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const ended = new Promise((resolve) => child.on('close', (...end) => resolve(end)))
    await expect.poll(() => output, PATIENTLY).toContain('serving')
    const { id } = await runDeployment('endless/script', { client, timeout: 0 })
    await expect.poll(() => output, PATIENTLY).toContain('ready')
    child.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    expect(output).toContain('served\n')
    const { state } = await client.flowRuns.read({ params: { id } })
    expect(state).toMatchObject({ name: 'Crashed', message: 'Execution was aborted by an interrupt signal.' })
    expect((await client.deployments.filter({ body: {} })).map(({ paused }) => paused)).toEqual([true])
  })

  test.runIf(serverCan('be embedded'))('needs a server that others reach', async () => {
    await using server = await openTestServer()
    await expect(server.run(() => greet.serve({ name: 'nobody' }))).rejects.toThrow(NoServer)
  })
})

describe('a flow that is deployed', () => {
  test('is registered for a work pool, with its parameters', async () => {
    await using server = await openTestServer()
    const { client } = server
    await client.workPools.create({ body: { name: 'local', type: 'process' } })
    const applied = await server.run(() =>
      greet.deploy({ name: 'nightly', pool: 'local', interval: 60, jobVariables: { 'env.A': 'b' }, parameters: { name: 'Ada' } }),
    )
    const deployment = await client.deployments.read({ params: { id: applied.id } })
    expect(deployment).toMatchObject({
      name: 'nightly',
      work_pool_name: 'local',
      job_variables: { env: { A: 'b' } },
      parameters: { name: 'Ada' },
      paused: false,
      enforce_parameter_schema: true,
      path: process.cwd(),
    })
    expect(deployment.entrypoint).toMatch(/serve\.test\.ts:greet$/)
    expect(deployment.schedules).toMatchObject([{ active: true, schedule: { interval: 60 } }])
    expect(deployment.parameter_openapi_schema).toMatchObject({ required: ['name'], properties: { greeting: { default: 'Hello' } } })
    await server.run(() => greet.deploy({ name: 'nightly', pool: 'local' }))
    expect(await client.deployments.read({ params: { id: applied.id } })).toMatchObject({ schedules: [], parameters: {} })
  })
})
