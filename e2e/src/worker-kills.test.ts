import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { isTerminal } from '@millrace/protocol'
import { answers, eventually, freePort, millrace, startMillrace, type Supervised, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'

const FLOW = join(import.meta.dirname, '..', 'flows', 'busy.ts')
const KILLS = 10
const RUNS = 24
/** Seconds that a run is at work. */
const BUSY = 1

/** Numbers from 0 up to 1 that a seed decides, so that a failure can be looked at again. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** R04, R06, R14 in short: whoever is killed, each run ends, and none is at work twice at once. */
test(`${KILLS} kills of server, worker and flow processes leave no run stuck or doubled`, async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))
  const chance = numbers(seed)
  await using home = await temporaryFolder()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/api`
  const env = { MILLRACE_HOME: home.path, MILLRACE_API_URL: url, MILLRACE_WORKER_QUERY_SECONDS: '2' }
  const startServer = async (): Promise<Supervised> => {
    const server = startMillrace(['server', 'start', '--no-ui', '--port', String(port)], { env })
    await answers(`${url}/health`, server)
    return server
  }
  const startWorker = (): Supervised => startMillrace(['worker', 'start', '-p', 'local', '--limit', '4'], { env })
  const transport = createHttpTransport({ url, timeoutSeconds: 30, maxRetries: 8, jitterFactor: 0.2 })
  const client: Client = createClient(transport)

  let server = await startServer()
  const argv = ['deployment', 'build', `${FLOW}:busy`, '-n', 'kills', '-p', 'local', '-a', '-o', join(home.path, 'busy.yaml')]
  for (const each of [['work-pool', 'create', 'local', '--type', 'process'], argv]) {
    const { code, output } = await millrace(each, { env })
    expect(code, output).toBe(0)
  }
  const { id } = await client.deployments.readByName({ params: { flow_name: 'busy', deployment_name: 'kills' } })
  const witness = join(home.path, 'witness')
  const runs = await Promise.all(
    Array.from({ length: RUNS }, async (_, index) => {
      const parameters = { index, witness, seconds: BUSY }
      return (await client.deployments.createFlowRun({ params: { id }, body: { parameters } })).id
    }),
  )
  let worker = startWorker()
  const killed = { server: 0, worker: 0, flow: 0 }
  const atWork = (): readonly Line[] => unfinished(linesOf(witness))
  for (let kill = 0; kill < KILLS; kill += 1) {
    await eventually('a run is at work', async () => (atWork().length > 0 || linesOf(witness).length >= RUNS * 2 ? true : undefined), 60)
    await new Promise((resolve) => setTimeout(resolve, chance() * 400))
    const what = (['server', 'worker', 'flow'] as const)[Math.floor(chance() * 3)] ?? 'flow'
    killed[what] += 1
    if (what === 'server') {
      server.kill('SIGKILL', true)
      await server.ended
      server = await startServer()
    } else if (what === 'worker') {
      worker.kill('SIGKILL')
      await worker.ended
      worker = startWorker()
    } else {
      const [victim] = atWork()
      if (victim !== undefined && isAlive(victim.pid)) process.kill(victim.pid, 'SIGKILL')
    }
  }
  expect(killed.server + killed.worker + killed.flow).toBe(KILLS)
  const states = await eventually(
    `all are over (seed ${seed}, ${JSON.stringify(killed)})`,
    async () => {
      const all = await Promise.all(runs.map((run) => client.flowRuns.read({ params: { id: run } })))
      return all.every(({ state_type: type }) => type !== null && isTerminal(type)) ? all : undefined
    },
    180,
  )
  const crashed = states.filter(({ state_type: type }) => type !== 'COMPLETED')
  const story = `seed ${seed} ${JSON.stringify(killed)}\n${crashed.map(({ name, state }) => `${name}: ${state?.message}`).join('\n')}\n${worker.output()}`
  // What was not killed itself completes, whatever became of server and worker meanwhile.
  expect(crashed.length, story).toBeLessThanOrEqual(killed.flow)
  expect(doubled(linesOf(witness)), story).toEqual([])
  expect(
    unfinished(linesOf(witness)).filter(({ pid }) => isAlive(pid)),
    story,
  ).toEqual([])
  worker.kill('SIGTERM')
  expect(await worker.ended, worker.output()).toBe(0)
  await transport.close()
  await server[Symbol.asyncDispose]()
})

interface Line {
  readonly what: 'begin' | 'end'
  readonly index: number
  readonly pid: number
}

function linesOf(witness: string): Line[] {
  let text = ''
  try {
    text = readFileSync(witness, 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    const [, what, index, pid] = /^(begin|end) (\d+) (\d+)$/.exec(line) ?? []
    return what === undefined ? [] : [{ what: what as 'begin' | 'end', index: Number(index), pid: Number(pid) }]
  })
}

const unfinished = (lines: readonly Line[]): Line[] =>
  lines.filter(({ what, pid }) => what === 'begin' && !lines.some((other) => other.what === 'end' && other.pid === pid))

/** Runs whose work was done to its end more than once. */
function doubled(lines: readonly Line[]): number[] {
  const ends = lines.filter(({ what }) => what === 'end').map(({ index }) => index)
  return ends.filter((index, at) => ends.indexOf(index) !== at)
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
