import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { cleanEnvironment, type RunningServer, startServer, supervise, temporaryFolder } from '@millrace/testing'
import { beforeAll, expect, test } from 'vitest'
import { type RunningPrefect, startPrefect } from './compat/prefect-server.ts'
import { EXPLAINED, lookedUpFirst } from './engines/explained.ts'
import { type Observed, observed, type Told } from './engines/observed.ts'
import { peerProgram, preparePeer } from './peers.ts'

const SCENARIOS = join(import.meta.dirname, '..', 'flows', 'engines')

beforeAll(async () => void (await preparePeer(3)))

/** Ours, which is quicker to start; `MILLRACE_TEST_SUITE=whole` lets Prefect's engine talk to Prefect's own server. */
const startPeer = (): Promise<RunningServer | RunningPrefect> =>
  process.env['MILLRACE_TEST_SUITE'] === 'whole' ? startPrefect(3) : startServer()

async function ofPrefect(): Promise<Record<string, Observed>> {
  await using server = await startPeer()
  await using home = await temporaryFolder()
  const told = await run(peerProgram(3, 'python'), 'main.py', {
    PREFECT_API_URL: server.url,
    PREFECT_HOME: home.path,
    PREFECT_LOGGING_LEVEL: 'CRITICAL',
    PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
  })
  const client = createClient(
    createHttpTransport({ url: server.url, timeoutSeconds: 60, maxRetries: 5, jitterFactor: 0, csrf: false, firstContactSeconds: 0 }),
  )
  const found = await settled(client, told)
  await client.transport.close()
  return found
}

async function ofOurs(): Promise<Record<string, Observed>> {
  await using server = await startServer()
  const told = await run(process.execPath, 'main.ts', { ...server.env, MILLRACE_LOGGING_LEVEL: 'CRITICAL' })
  return await settled(server.client, told)
}

/** Both tell states of tasks in the background: looks until two looks are the same, and every run is over. */
async function settled(client: Client, told: Readonly<Record<string, Told>>): Promise<Record<string, Observed>> {
  for (let before = ''; ;) {
    const found = await observed(client, told)
    const text = JSON.stringify(found)
    if (text === before && !/: Pending(, Running)?"/.test(text)) return found
    before = text
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function run(program: string, file: string, env: Readonly<Record<string, string>>): Promise<Record<string, Told>> {
  await using script = supervise({ program, argv: [join(SCENARIOS, file)], env: cleanEnvironment(env), cwd: SCENARIOS })
  const code = await script.ended
  expect(code, script.output()).toBe(0)
  return JSON.parse(
    script
      .output()
      .split('\n')
      .findLast((line) => line.startsWith('{')) ?? '',
  ) as Record<string, Told>
}

test('our engine does with flows what the engine of Prefect 3.8 does with the same ones, but for what is explained', async () => {
  const [prefect, ours] = await Promise.all([ofPrefect(), ofOurs()])
  expect(Object.keys(ours).toSorted()).toEqual(Object.keys(prefect).toSorted())
  expect(Object.keys(ours).length).toBeGreaterThan(65)
  const expected = Object.fromEntries(
    Object.entries(prefect).map(([name, of]) => {
      const { prefect: known = {}, ours: instead = {} } = EXPLAINED[name] ?? {}
      const observation = lookedUpFirst(of)
      // What is explained must still be so: an explanation that is out of date fails as well.
      expect({ ...observation, ...known }, name).toEqual(observation)
      return [name, { ...observation, ...instead }]
    }),
  )
  expect(ours).toEqual(expected)
})
