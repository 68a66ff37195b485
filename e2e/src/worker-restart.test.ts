import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type FlowRun, isTerminal } from '@millrace/protocol'
import { eventually, millrace, type RunningServer, startFaultyProxy, startMillrace, startServer, type Supervised } from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const FLOW = join(import.meta.dirname, '..', 'flows', 'witnessed.ts')

/** What becomes of runs: the file that lets each go on, what it does then, and its state in the end. */
const FATES = [
  { go: 'while-away', does: 'end', state: 'COMPLETED', message: /^/ },
  { go: 'while-away', does: 'die', state: 'CRASHED', message: /was ended by SIGKILL/ },
  { go: 'while-away', does: 'exit', state: 'CRASHED', message: /exited with status code 7/ },
  { go: 'after', does: 'end', state: 'COMPLETED', message: /^/ },
  { go: 'after', does: 'exit', state: 'CRASHED', message: /exited with status code 7/ },
  { go: 'never', does: 'end', state: 'CANCELLED', message: /^/ },
] as const
const EACH = 2

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const worker = (): Supervised =>
  startMillrace(['worker', 'start', '-p', 'local'], { env: { ...server.env, MILLRACE_WORKER_CANCELLATION_POLL_SECONDS: '1' } })

const read = (id: string): Promise<FlowRun> => server.client.flowRuns.read({ params: { id } })

const witness = (): string[] => {
  try {
    return readFileSync(join(server.home, 'witness'), 'utf8').trim().split('\n')
  } catch {
    return []
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** R14: nothing is doubled, nothing is orphaned, and how each ended is told. */
test('a worker that was killed finds its runs again when it is started', async () => {
  const argv = ['deployment', 'build', `${FLOW}:witnessed`, '-n', 'restart', '-p', 'local', '-a', '-o', join(server.home, 'witnessed.yaml')]
  expect((await millrace(['work-pool', 'create', 'local', '--type', 'process'], { env: server.env })).code).toBe(0)
  expect((await millrace(argv, { env: server.env })).code).toBe(0)
  const { id } = await server.client.deployments.readByName({ params: { flow_name: 'witnessed', deployment_name: 'restart' } })
  const fates = FATES.flatMap((fate) => Array.from({ length: EACH }, () => fate))
  const first = worker()
  const runs = await Promise.all(
    fates.map(async ({ go, does }, index) => {
      const parameters = { index, folder: server.home, go, does }
      return (await server.client.deployments.createFlowRun({ params: { id }, body: { parameters } })).id
    }),
  )
  await eventually('all run', async () => (witness().length === fates.length ? true : undefined), 120)

  first.kill('SIGKILL')
  await first.ended
  writeFileSync(join(server.home, 'while-away'), '')
  const away = fates.filter(({ go }) => go === 'while-away')
  const processes = join(server.home, 'worker', 'processes')
  const ended = (): number => readdirSync(processes).filter((folder) => readdirSync(join(processes, folder)).includes('exit')).length
  await eventually('some end meanwhile', async () => (ended() === away.length ? true : undefined), 60)

  await using second = worker()
  writeFileSync(join(server.home, 'after'), '')
  const cancelled = runs.filter((_, index) => fates[index]?.state === 'CANCELLED')
  for (const run of cancelled) {
    const { code, output } = await millrace(['flow-run', 'cancel', run], { env: server.env })
    expect(code, output).toBe(0)
  }
  const states = await eventually(
    'all are over',
    async () => {
      const all = await Promise.all(runs.map(read))
      return all.every(({ state_type: type }) => ['COMPLETED', 'CRASHED', 'CANCELLED'].includes(type ?? '')) ? all : undefined
    },
    120,
  )
  for (const [index, { state_type: type, state }] of states.entries()) {
    const fate = fates[index]
    expect(type, `${index} ${JSON.stringify(state)}\n${second.output()}`).toBe(fate?.state)
    expect(String(state?.message)).toMatch(fate?.message ?? /^$/)
  }
  // Last words are told of those that could not tell them.
  const died = runs[fates.findIndex(({ does }) => does === 'die')] ?? ''
  const logs = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [died] } } } })
  expect(logs.map(({ message }) => message)).toContain(`last words of ${runs.indexOf(died)}`)

  const begins = witness().filter((line) => line.startsWith('begin'))
  expect(new Set(begins.map((line) => line.split(' ')[1])).size).toBe(fates.length)
  expect(begins).toHaveLength(fates.length)
  await eventually('nothing is left', async () => (readdirSync(processes).length === 0 ? true : undefined))
  expect(begins.map((line) => Number(line.split(' ')[2])).filter(isAlive)).toEqual([])
})

test('a run keeps its lease itself when its worker was killed and none comes after it', async () => {
  const { id: deployment } = await server.client.deployments.readByName({ params: { flow_name: 'witnessed', deployment_name: 'restart' } })
  const first = startMillrace(['worker', 'start', '-p', 'local'], { env: { ...server.env, MILLRACE_WORKER_LEASE_SECONDS: '6' } })
  const index = 1000
  const parameters = { index, folder: server.home, go: 'without-worker', does: 'end' }
  const { id } = await server.client.deployments.createFlowRun({ params: { id: deployment }, body: { parameters } })
  const pid = await eventually('it runs', async () => /begin 1000 (\d+)/.exec(witness().join('\n'))?.[1])
  first.kill('SIGKILL')
  await first.ended
  using database = new DatabaseSync(join(server.home, 'millrace.db'), { readOnly: true })
  const holder = database.prepare('select holder from flow_run_lease where flow_run_id = ?')
  await eventually('it holds its lease', async () => (String(holder.get(id)?.['holder']).endsWith(`:${pid}`) ? true : undefined))
  writeFileSync(join(server.home, 'without-worker'), '')
  const over = await eventually('it is over', async () => {
    const { state_type: type } = await read(id)
    return type !== null && isTerminal(type) ? type : undefined
  })
  expect(over).toBe('COMPLETED')
})

/** Begins a run that waits for the file `go`. */
async function begin(index: number, go: string): Promise<string> {
  const { id } = await server.client.deployments.readByName({ params: { flow_name: 'witnessed', deployment_name: 'restart' } })
  const parameters = { index, folder: server.home, go, does: 'end' }
  return (await server.client.deployments.createFlowRun({ params: { id }, body: { parameters } })).id
}

const linesOf = (index: number): string[] => witness().filter((line) => line.split(' ')[1] === String(index))

/** The process of the attempt that wrote the line number `attempt`, from 1. */
const processOf = (index: number, attempt: number): Promise<number> =>
  eventually(`attempt ${attempt} of ${index} runs`, () => Promise.resolve(linesOf(index)[attempt - 1]?.split(' ')[2]), 60).then(Number)

const completed = (id: string): Promise<FlowRun> =>
  eventually(
    `run ${id} completes`,
    async () => {
      const run = await read(id)
      return run.state_type === 'COMPLETED' ? run : undefined
    },
    60,
  )

test('R04: a process that stood still while the next attempt began does nothing more once it goes on', async () => {
  const env = { ...server.env, MILLRACE_WORKER_LEASE_SECONDS: '3' }
  await using first = startMillrace(['worker', 'start', '-p', 'local'], { env })
  const id = await begin(2000, 'thawed')
  const pid = await processOf(2000, 1)
  process.kill(pid, 'SIGSTOP')
  first.kill('SIGSTOP', true)
  await server.client.flowRuns.setState({ params: { id }, body: { state: { type: 'SCHEDULED' }, force: true } })
  await using _second = startMillrace(['worker', 'start', '-p', 'local'], { env })
  const next = await processOf(2000, 2)
  process.kill(pid, 'SIGCONT')
  first.kill('SIGCONT', true)
  await eventually('the process that stood still is gone', () => Promise.resolve(isAlive(pid) ? undefined : true))
  await first.says(/was taken over by another attempt/)
  writeFileSync(join(server.home, 'thawed'), '')
  await completed(id)
  expect(linesOf(2000)).toEqual([`begin 2000 ${pid}`, `begin 2000 ${next}`, `end 2000 ${next}`])
  const states = await server.client.flowRunStates.list({ query: { flow_run_id: id } })
  const names = states.toSorted((one, other) => (one.timestamp < other.timestamp ? -1 : 1)).map(({ name }) => name)
  expect(names.slice(-4)).toEqual(['Scheduled', 'Pending', 'Running', 'Completed'])
})

test.each(['cut', 'stall'] as const)('R23: a network that fails (%s) and heals disturbs no run', async (fault) => {
  await using proxy = await startFaultyProxy(Number(new URL(server.url).port))
  const env = { ...server.env, MILLRACE_API_URL: `http://127.0.0.1:${proxy.port}/api`, MILLRACE_WORKER_QUERY_SECONDS: '1' }
  await using worker = startMillrace(['worker', 'start', '-p', 'local'], { env })
  const index = fault === 'cut' ? 3000 : 3001
  const id = await begin(index, fault)
  const pid = await processOf(index, 1)
  proxy[fault]()
  // It ends while it can tell nobody, and nobody can be asked for work.
  writeFileSync(join(server.home, fault), '')
  await eventually('it has done its work', () => Promise.resolve(linesOf(index).length === 2 || undefined))
  const later = await begin(index + 10, fault)
  expect((await read(id)).state_type).toBe('RUNNING')
  proxy.heal()
  expect((await completed(id)).run_count, worker.output()).toBe(1)
  await completed(later)
  expect(linesOf(index)).toEqual([`begin ${index} ${pid}`, `end ${index} ${pid}`])
  expect(linesOf(index + 10)).toHaveLength(2)
  expect(proxy.disturbed()).toBeGreaterThan(0)
})
