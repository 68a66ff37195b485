import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import type { FlowRun, StateType } from '@millrace/protocol'
import { startServer } from '@millrace/server'
import { loadSettings } from '@millrace/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noRecords, type RunRecord, type RunRecords } from './runs/run-records.ts'
import type { WorkSource } from './sources/work-source.ts'
import { processType } from './types/process.ts'
import { oneType } from './types/run-types.ts'
import { silentLog } from './worker-log.ts'
import { Worker, type WorkerOptions } from './worker.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-worker-'))
let client: Client
let url = ''
let closeServer: () => Promise<void> = () => Promise.resolve()

beforeAll(async () => {
  const settings = loadSettings({
    env: { MILLRACE_HOME: join(folder, 'home') },
    cwd: folder,
    overrides: { 'server.api.port': 0, 'logging.level': 'ERROR' },
  })
  const server = await startServer({ settings, services: false })
  url = server.url
  closeServer = () => server.close()
  client = createClient(createHttpTransport({ url, timeoutSeconds: 20, maxRetries: 2, jitterFactor: 0 }))
  // A flow's process that tells the server only what a test needs.
  writeFileSync(
    join(folder, 'engine.mjs'),
    `import { writeFileSync } from 'node:fs'
    const id = process.env.PREFECT__FLOW_RUN_ID
    const propose = (state) => fetch(process.env.PREFECT_API_URL + '/flow_runs/' + id + '/set_state', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ state }) })
    const [, , ...steps] = process.argv
    for (const step of steps) {
      if (step === 'wait') { setInterval(() => {}, 1000); await new Promise(() => {}) }
      else if (step.startsWith('exit')) process.exit(Number(step.slice(4)))
      else if (step.startsWith('say:')) console.log(step.slice(4))
      else if (step === 'attempt') console.log('attempt ' + process.env.MILLRACE__FLOW_RUN_ATTEMPT)
      else if (step === 'die') process.kill(process.pid, 'SIGKILL')
      else if (step === 'later') await propose({ type: 'SCHEDULED', name: 'AwaitingRetry', state_details: { scheduled_time: '2100-01-01T00:00:00Z' } })
      else await propose({ type: step })
    }`,
  )
})
afterAll(async () => {
  await closeServer()
  rmSync(folder, { recursive: true })
})

/** A due run whose process does these steps. */
const newRun = (...steps: readonly string[]): Promise<FlowRun> =>
  runWith({ command: [process.execPath, join(folder, 'engine.mjs'), ...steps].map((word) => `'${word}'`).join(' ') })

async function runWith(variables: FlowRun['job_variables']): Promise<FlowRun> {
  const { id } = await client.flows.create({ body: { name: 'worked' } })
  return await client.flowRuns.create({ body: { flow_id: id, state: { type: 'SCHEDULED' }, job_variables: variables } })
}

/** Answers these runs while they are due, and nothing after that. */
function sourceOf(...runs: readonly FlowRun[]): WorkSource {
  return {
    label: 'a list',
    prepare: () => Promise.resolve(),
    heartbeat: () => Promise.resolve(),
    template: () => Promise.resolve(undefined),
    async poll({ limit }) {
      const now = await Promise.all(runs.map(({ id }) => stateOf(id)))
      return { flowRuns: runs.filter((_, index) => now[index] === 'SCHEDULED').slice(0, limit), waited: false }
    },
  }
}

function workerOn(source: WorkSource, more: Partial<WorkerOptions> = {}): Worker {
  return new Worker({
    client,
    source,
    types: oneType(processType),
    environment: { PREFECT_API_URL: url },
    workerName: 'tester',
    leaseSeconds: 60,
    graceSeconds: 30,
    records: noRecords,
    log: silentLog,
    prefetchSeconds: 10,
    querySeconds: 0.02,
    heartbeatSeconds: 60,
    cancellationPollSeconds: 0.02,
    ...more,
  })
}

const stateOf = async (id: string): Promise<StateType | null> => (await client.flowRuns.read({ params: { id } })).state_type
const read = (id: string): Promise<FlowRun> => client.flowRuns.read({ params: { id } })

describe('a worker', () => {
  it('runs what is due and says where', async () => {
    const run = await newRun('RUNNING', 'COMPLETED')
    await workerOn(sourceOf(run), { runOnce: true }).run()
    expect(await read(run.id)).toMatchObject({ state_type: 'COMPLETED', infrastructure_pid: expect.stringMatching(/:\d+$/) })
  })

  it('tells the process which attempt it claimed', async () => {
    const run = await newRun('attempt', 'RUNNING', 'COMPLETED')
    const lines: string[] = []
    await workerOn(sourceOf(run), { runOnce: true, onOutput: (line) => lines.push(line) }).run()
    expect(lines).toEqual(['attempt 1'])
  })

  it('reports a process that dies, with its output', async () => {
    const run = await newRun('RUNNING', 'say:so far so good', 'exit3')
    await workerOn(sourceOf(run), { runOnce: true }).run()
    expect((await read(run.id)).state).toMatchObject({ type: 'CRASHED', message: 'The process of the flow run exited with status code 3.' })
    const logs = await client.logs.filter({ body: { logs: { flow_run_id: { any_: [run.id] } } } })
    expect(logs.map(({ message }) => message)).toEqual(['so far so good'])
  })

  it('explains a process that was killed', async () => {
    const run = await newRun('die')
    await workerOn(sourceOf(run), { runOnce: true }).run()
    expect((await read(run.id)).state?.message).toMatch(/^The process of the flow run was ended by SIGKILL: .* ran out of memory\.$/)
  })

  it('reports a process that leaves without a word', async () => {
    const run = await newRun('RUNNING', 'exit0')
    await workerOn(sourceOf(run), { runOnce: true }).run()
    expect((await read(run.id)).state).toMatchObject({ type: 'CRASHED', message: expect.stringContaining('it called process.exit()') })
  })

  it('leaves a run alone that waits for its next start', async () => {
    const run = await newRun('RUNNING', 'later', 'exit1')
    await workerOn(sourceOf(run), { runOnce: true }).run()
    expect(await read(run.id)).toMatchObject({ state_type: 'SCHEDULED', state_name: 'AwaitingRetry' })
  })

  it('does nothing with a run that another worker has', async () => {
    const run = await newRun('COMPLETED')
    const source: WorkSource = { ...sourceOf(run), poll: () => Promise.resolve({ flowRuns: [run], waited: false }) }
    await client.flowRuns.setState({ params: { id: run.id }, body: { state: { type: 'PENDING' } } })
    await workerOn(source, { runOnce: true }).run()
    expect(await read(run.id)).toMatchObject({ state_type: 'PENDING', infrastructure_pid: null })
  })

  it('makes a run Crashed whose infrastructure cannot be created', async () => {
    const run = await runWith({ working_dir: '/no/such/folder' })
    await workerOn(sourceOf(run), { runOnce: true }).run()
    expect((await read(run.id)).state).toMatchObject({ type: 'CRASHED', message: expect.stringContaining('/no/such/folder is no folder') })
  })

  it('leaves no run behind when its job cannot be put together', async () => {
    const run = await newRun('COMPLETED')
    const source: WorkSource = { ...sourceOf(run), template: () => Promise.reject(new Error('the pool is gone')) }
    await workerOn(source, { runOnce: true }).run()
    expect((await read(run.id)).state).toMatchObject({ type: 'CRASHED', message: expect.stringContaining('the pool is gone') })
  })

  it('names job variables that do not fit', async () => {
    const run = await runWith({ env: 'A=1' })
    await workerOn(sourceOf(run), { runOnce: true }).run()
    expect((await read(run.id)).state?.message).toContain('the job variables do not fit the work pool')
  })

  it('ends a run that is cancelled', async () => {
    const run = await newRun('RUNNING', 'wait')
    const worker = workerOn(sourceOf(run))
    const done = worker.run()
    await expect.poll(() => stateOf(run.id), { timeout: 10_000 }).toBe('RUNNING')
    await client.flowRuns.setState({ params: { id: run.id }, body: { state: { type: 'CANCELLING' } } })
    await expect.poll(() => stateOf(run.id), { timeout: 10_000 }).toBe('CANCELLED')
    worker.stop()
    await done
  })

  it('runs no more at once than its limit', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => newRun('RUNNING', 'COMPLETED')))
    const worker = workerOn(sourceOf(...runs), { limit: 1 })
    let most = 0
    const done = worker.run()
    await expect
      .poll(
        async () => {
          most = Math.max(most, worker.active)
          return await Promise.all(runs.map(({ id }) => stateOf(id)))
        },
        { timeout: 15_000, interval: 10 },
      )
      .toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED'])
    worker.stop()
    await done
    expect(most).toBe(1)
  })

  it('waits for its runs when it is stopped', async () => {
    const run = await newRun('RUNNING', 'say:up', 'COMPLETED')
    const worker = workerOn(sourceOf(run), { onOutput: () => worker.stop() })
    await worker.run()
    expect(await stateOf(run.id)).toBe('COMPLETED')
  })

  it('ends its runs when it is killed, and says so', async () => {
    const run = await newRun('RUNNING', 'say:up', 'wait')
    const worker = workerOn(sourceOf(run), { onOutput: () => worker.kill() })
    await worker.run()
    expect((await read(run.id)).state).toMatchObject({ type: 'CRASHED', message: 'The worker was stopped before the flow run ended.' })
  })
})

/** Records in which an earlier worker has left one run; `removed` tells which were taken away. */
function leaving(flowRunId: string, record: Partial<RunRecord>): RunRecords & { readonly removed: string[] } {
  const removed: string[] = []
  const noted = (): Promise<void> => Promise.resolve()
  const kept = { claimed: noted, starting: noted, started: noted, remove: async () => void removed.push(flowRunId) }
  const whole: RunRecord = { transitionId: randomUUID(), claimed: true, attempt: 1, type: null, identifier: null, ...record }
  return { ...noRecords, removed, takeLeftovers: () => Promise.resolve([{ flowRunId, record: whole, kept }]) }
}

const claimFor = (id: string, transition_id: string): Promise<unknown> =>
  client.flowRuns.setState({ params: { id }, body: { state: { type: 'PENDING', state_details: { transition_id } } } })

describe('a worker that comes after another', () => {
  const home = (): Record<string, string> => ({ PREFECT_API_URL: url, MILLRACE_HOME: join(folder, 'worker-home') })

  it.each([
    ['had claimed without hearing of it', true],
    ['wanted to claim', false],
  ])('has what that %s begin', async (_, arrived) => {
    const run = await newRun('RUNNING', 'COMPLETED')
    const transitionId = randomUUID()
    if (arrived) await claimFor(run.id, transitionId)
    const records = leaving(run.id, { transitionId, claimed: false, attempt: null })
    const worker = workerOn(sourceOf(run), { records, environment: home() })
    const done = worker.run()
    await expect.poll(() => stateOf(run.id), { timeout: 20_000 }).toBe('COMPLETED')
    worker.stop()
    await done
    expect(records.removed).toEqual([run.id])
  })

  it('lets alone what a third one has', async () => {
    const run = await newRun('COMPLETED')
    await claimFor(run.id, randomUUID())
    const records = leaving(run.id, { claimed: false, attempt: null })
    await workerOn(sourceOf(run), { runOnce: true, records, environment: home() }).run()
    expect(await stateOf(run.id)).toBe('PENDING')
    expect(records.removed).toEqual([run.id])
  })

  it('says that nobody knows how a process ended that is not there', async () => {
    const run = await newRun('COMPLETED')
    await claimFor(run.id, randomUUID())
    await client.flowRuns.setState({ params: { id: run.id }, body: { state: { type: 'RUNNING' } } })
    await workerOn(sourceOf(run), { runOnce: true, records: leaving(run.id, { identifier: 'host:1' }), environment: home() }).run()
    expect((await read(run.id)).state).toMatchObject({ type: 'CRASHED', message: 'The process of the flow run is gone, nobody knows how.' })
  })

  it('gives a run up that never began in three attempts', async () => {
    const run = await newRun('COMPLETED')
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      if (attempt > 1) await client.flowRuns.setState({ params: { id: run.id }, body: { state: { type: 'SCHEDULED' }, force: true } })
      await claimFor(run.id, randomUUID())
    }
    await workerOn(sourceOf(run), { runOnce: true, records: leaving(run.id, { attempt: 3 }), environment: home() }).run()
    expect((await read(run.id)).state).toMatchObject({ type: 'CRASHED', message: expect.stringContaining('in each of 3 attempts') })
  })

  it('forgets a run that was deleted, or is over', async () => {
    const deleted = await newRun('COMPLETED')
    await client.flowRuns.delete({ params: { id: deleted.id } })
    const over = await newRun('COMPLETED')
    await client.flowRuns.setState({ params: { id: over.id }, body: { state: { type: 'COMPLETED' } } })
    for (const { id } of [deleted, over]) {
      const records = leaving(id, { identifier: 'host:1' })
      await workerOn(sourceOf(), { runOnce: true, records, environment: home() }).run()
      expect(records.removed).toEqual([id])
    }
    expect(await stateOf(over.id)).toBe('COMPLETED')
  })
})
