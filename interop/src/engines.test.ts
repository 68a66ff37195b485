import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { cleanEnvironment, hasRedis, type RunningServer, startRedis, startServer, supervise, temporaryFolder } from '@millrace/testing'
import { beforeAll, expect, test } from 'vitest'
import { type RunningPrefect, startPrefect } from './compat/prefect-server.ts'
import { EXPLAINED_SCHEMAS } from './engines/explained-schemas.ts'
import { EXPLAINED, lookedUpFirst } from './engines/explained.ts'
import { type Observed, observed, retryDelays, type Told } from './engines/observed.ts'
import { peerProgram, preparePeer } from './peers.ts'

const SCENARIOS = join(import.meta.dirname, '..', 'flows', 'engines')

/** Ours, which is quicker to start; `MILLRACE_TEST_SUITE=whole` lets Prefect's engine talk to Prefect's own server. */
const startPeer = (): Promise<RunningServer | RunningPrefect> =>
  process.env['MILLRACE_TEST_SUITE'] === 'whole' ? startPrefect(3) : startServer()

interface Schema {
  readonly properties: Readonly<Record<string, object>>
  readonly required: readonly string[]
  readonly definitions: Readonly<Record<string, object>>
}

/** What one engine did, and the schema that it makes of the parameters of `signatures`. */
interface Engine {
  readonly signatures: Schema
  readonly scenarios: Readonly<Record<string, Observed>>
  /** By how many seconds the retries of the scenario `jittered` were delayed. */
  readonly jittered: readonly number[]
}

async function ofPrefect(more: Readonly<Record<string, string>>): Promise<Engine> {
  await using server = await startPeer()
  await using home = await temporaryFolder()
  const { told, signatures } = await run(peerProgram(3, 'python'), 'main.py', {
    PREFECT_API_URL: server.url,
    PREFECT_HOME: home.path,
    PREFECT_LOGGING_LEVEL: 'CRITICAL',
    PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
    ...more,
  })
  const client = createClient(
    createHttpTransport({ url: server.url, timeoutSeconds: 60, maxRetries: 5, jitterFactor: 0, csrf: false, firstContactSeconds: 0 }),
  )
  const scenarios = await settled(client, told)
  const jittered = await retryDelays(client, 'jittered')
  await client.transport.close()
  return { signatures, scenarios, jittered }
}

async function ofOurs(more: Readonly<Record<string, string>>): Promise<Engine> {
  await using server = await startServer()
  const { told, signatures } = await run(process.execPath, 'main.ts', { ...server.env, MILLRACE_LOGGING_LEVEL: 'CRITICAL', ...more })
  const scenarios = await settled(server.client, told)
  return { signatures, scenarios, jittered: await retryDelays(server.client, 'jittered') }
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

interface Output {
  readonly signatures: Schema
  readonly told: Readonly<Record<string, Told>>
}

async function run(program: string, file: string, env: Readonly<Record<string, string>>): Promise<Output> {
  await using script = supervise({ program, argv: [join(SCENARIOS, file)], env: cleanEnvironment(env), cwd: SCENARIOS })
  const code = await script.ended
  expect(code, script.output()).toBe(0)
  const [first = '', second = ''] = script
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  return { ...(JSON.parse(first) as Pick<Output, 'signatures'>), told: JSON.parse(second) as Output['told'] }
}

let prefect: Engine
let ours: Engine

beforeAll(async () => {
  await preparePeer(3)
  await using redis = hasRedis ? await startRedis() : undefined
  const more = redis === undefined ? {} : { TEST_REDIS_PORT: String(redis.port) }
  ;[prefect, ours] = await Promise.all([ofPrefect(more), ofOurs(more)])
})

test('the schema of parameters is what Prefect 3.8 makes of the same ones in Python, but for what is explained', () => {
  expect(Object.keys(ours.signatures.properties).length).toBeGreaterThan(40)
  expect(ours.signatures.required).toEqual(prefect.signatures.required)
  for (const part of ['properties', 'definitions'] as const) {
    const expected = Object.entries(prefect.signatures[part]).map(([name, schema]) => {
      const { prefect: known = {}, ours: instead = {} } = EXPLAINED_SCHEMAS[name] ?? {}
      // What is explained must still be so.
      expect(schema, name).toMatchObject(known)
      return [name, { ...without(schema, known), ...instead }]
    })
    expect(ours.signatures[part]).toEqual(Object.fromEntries(expected))
  }
})

const without = (schema: object, known: object): object =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => !(keyword in known)))

test('our engine does with flows what the engine of Prefect 3.8 does with the same ones, but for what is explained', () => {
  const names = Object.keys(prefect.scenarios)
  expect(Object.keys(ours.scenarios).toSorted()).toEqual(names.toSorted())
  expect(names.length).toBeGreaterThan(80)
  const expected = Object.entries(prefect.scenarios).map(([name, of]) => {
    const { prefect: known = {}, ours: instead = {} } = EXPLAINED[name] ?? {}
    const observation = lookedUpFirst(of)
    // What is explained must still be so: an explanation that is out of date fails as well.
    expect({ ...observation, ...known }, name).toEqual(observation)
    return [name, { ...observation, ...instead }]
  })
  expect(ours.scenarios).toEqual(Object.fromEntries(expected))
})

test('delays with jitter stay as near to what was asked for as in Prefect 3.8, and are not all the same', () => {
  for (const { jittered } of [prefect, ours]) {
    expect(jittered).toHaveLength(10)
    expect(new Set(jittered).size).toBeGreaterThan(1)
    expect(Math.max(...jittered)).toBeLessThanOrEqual(1.5)
    // Half a second, less what passed until the state was told.
    expect(Math.min(...jittered)).toBeGreaterThan(0.3)
  }
})
