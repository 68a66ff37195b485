import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createClient, createHttpTransport } from '@millrace/client'
import { answers, cleanEnvironment, eventually, freePort, startMillrace, supervise, temporaryFolder } from '@millrace/testing'
import { concurrency, disconnect } from 'millrace'
import { afterEach, expect, test, vi } from 'vitest'
import { startCluster } from './chaos/cluster.ts'

const SCRIPT = join(import.meta.dirname, '..', 'flows', 'alone.ts')

test('what cannot be told waits on disk, and is sent by the next process that finds the server', async () => {
  await using home = await temporaryFolder()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/api`
  const run = async (label: string): Promise<string> => {
    const env = cleanEnvironment({ MILLRACE_API_URL: url, MILLRACE_HOME: home.path, MILLRACE_CLIENT_MAX_RETRIES: '0' })
    await using script = supervise({ program: process.execPath, argv: [SCRIPT, label], env })
    expect(await script.ended, script.output()).toBe(0)
    return script.output()
  }
  const output = await run('away')
  expect(output).toContain('done')
  expect(output).toMatch(/3 task run events wait in .*unsent.* until http.* answers again/)

  await using server = startMillrace(['server', 'start', '--port', String(port)], { env: { MILLRACE_HOME: join(home.path, 'server') } })
  await answers(`${url}/health`, server)
  const client = createClient(createHttpTransport({ url, timeoutSeconds: 30, maxRetries: 3, jitterFactor: 0.2 }))
  expect(await run('back')).toContain('3 task run events that waited are sent')
  const runs = await eventually('both runs are there', async () => {
    const found = await client.taskRuns.filter({ body: {} })
    return found.length === 2 && found.every(({ state_type: type }) => type === 'COMPLETED') ? found : undefined
  })
  const logs = await client.logs.filter({ body: { logs: { task_run_id: { any_: runs.map(({ id }) => id) } } } })
  expect(logs.map(({ message }) => message)).toEqual(expect.arrayContaining(['working on away', 'working on back']))
  await client.transport.close()
  const [folder = ''] = await readdir(join(home.path, 'unsent'))
  expect(await readdir(join(home.path, 'unsent', folder))).toEqual([])
})

afterEach(async () => {
  vi.useRealTimers()
  await disconnect()
  vi.unstubAllEnvs()
})

test('slots that code holds are renewed once the server is back, and given back at their end', async () => {
  await using cluster = await startCluster({ database: 'sqlite', servers: 1, workers: 0 })
  for (const [name, value] of Object.entries(cluster.env)) vi.stubEnv(name, value)
  await cluster.client.concurrencyLimitsV2.create({ body: { name: 'database', limit: 2 } })
  const active = async (): Promise<number> =>
    (await cluster.client.concurrencyLimitsV2.read({ params: { id_or_name: 'database' } })).active_slots
  const ends = (): unknown => {
    using database = new DatabaseSync(join(cluster.home, 'millrace.db'), { readOnly: true })
    return database.prepare('select expires_at from concurrency_lease').get()
  }
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const slots = await concurrency('database', 2, { leaseSeconds: 60 })
  await cluster.killServer(0)
  const before = ends()
  expect(before).toBeDefined()
  vi.advanceTimersByTime(20_000)
  await eventually('the lease is renewed', async () => (JSON.stringify(ends()) === JSON.stringify(before) ? undefined : true))
  expect(await active()).toBe(2)
  await slots.release()
  expect(await active()).toBe(0)
})
