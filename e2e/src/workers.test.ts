import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runHere } from '@millrace/cli/testing'
import type { FlowRun } from '@millrace/protocol'
import { type RunningServer, eventually, millrace, startMillrace, startServer, type Supervised } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const FLOWS = join(import.meta.dirname, '..', 'flows', 'many-ways.ts')

let server: RunningServer
let worker: Supervised

beforeAll(async () => {
  server = await startServer()
  await here('work-pool', 'create', 'local', '--type', 'process')
  for (const name of ['waits', 'dies', 'leaves', 'spins', 'retries', 'fails'])
    await here('deployment', 'build', `${FLOWS}:${name}`, '-n', 'test', '-p', 'local', '-a', '-o', `${name}.yaml`)
  worker = startMillrace(['worker', 'start', '-p', 'local', '--name', 'tester'], {
    env: { ...server.env, MILLRACE_WORKER_LEASE_SECONDS: '3', MILLRACE_WORKER_CANCELLATION_POLL_SECONDS: '1' },
  })
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** What comes before the processes that a test is about. */
async function here(...argv: readonly string[]): Promise<void> {
  const { code, output } = await runHere(argv, { env: server.env, cwd: server.home })
  expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
}

async function expectOk(argv: readonly string[]): Promise<string> {
  const { code, output } = await millrace(argv, { env: server.env })
  expect(code, `millrace ${argv.join(' ')}\n${output}`).toBe(0)
  return output
}

async function started(deployment: string, parameters: Record<string, string | number> = {}): Promise<string> {
  const [flow_name = '', deployment_name = ''] = deployment.split('/')
  const { id } = await server.client.deployments.readByName({ params: { flow_name, deployment_name } })
  return (await server.client.deployments.createFlowRun({ params: { id }, body: { parameters } })).id
}

const contentOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined)

const finalState = (id: string): Promise<{ name: string | null; message: string | null }> =>
  eventually(`run ${id} is final`, async () => {
    const run = await server.client.flowRuns.read({ params: { id } })
    const isFinal = ['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'].includes(run.state_type ?? '')
    return isFinal && run.state !== null ? run.state : undefined
  })

describe('a process worker', () => {
  test('S082 S084 runs a deployment from its command to Completed and shows the logs as they come', async () => {
    const output = await expectOk(['deployment', 'run', 'retries/test', '--watch'])
    expect(output).toContain('the first attempt fails')
    expect(output).toContain('Completed')
  })

  test('makes `deployment run --watch` fail when the run fails', async () => {
    const { code, output } = await millrace(['deployment', 'run', 'always-fails/test', '--param', 'reason=by design', '--watch'], {
      env: server.env,
    })
    expect(code).toBe(1)
    expect(output).toContain('by design')
  })

  test('reports a process that ends without a word as Crashed, with its exit code and last words', async () => {
    const id = await started('dies/test', { code: 3 })
    const state = await finalState(id)
    expect(state.name).toBe('Crashed')
    expect(state.message).toMatch(/exit(ed)?.*code 3/i)
    const logs = await eventually('the last words are kept', async () => {
      const lines = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } })
      return lines.some((line) => line.message.includes('about to die')) ? lines : undefined
    })
    expect(logs.length).toBeGreaterThan(0)
  })

  test('reports a flow that calls process.exit as Crashed', async () => {
    const state = await finalState(await started('leaves/test', { code: 4 }))
    expect(state).toMatchObject({ name: 'Crashed', message: 'Execution was aborted by process.exit(4).' })
  })

  test('reports a process that was killed as Crashed', async () => {
    const marker = join(server.home, 'killed.pid')
    const id = await started('waits/test', { marker })
    await eventually('the flow runs', async () => (existsSync(marker) ? true : undefined))
    // The worker tells of the process beside what the process does.
    const pid = await eventually('its process is known', async () => {
      const { infrastructure_pid: known } = await server.client.flowRuns.read({ params: { id } })
      return known ?? undefined
    })
    process.kill(Number(/\d+$/.exec(pid)?.[0]), 'SIGKILL')
    const state = await finalState(id)
    expect(state.name).toBe('Crashed')
    expect(state.message).toMatch(/SIGKILL|137|-9/)
    // What the process could not do any more, another one does.
    const [name, hookPid] = (await eventually('its hook is called', () => contentOf(`${marker}.hook`))).split(' ')
    expect(name).toBe('Crashed')
    expect(hookPid).not.toBe(await contentOf(marker))
    const lines = await eventually('the log says so', async () => {
      const logs = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } })
      const messages = logs.map(({ message }) => message)
      return messages.includes("Hook 'noteHook' finished running successfully") ? messages : undefined
    })
    expect(lines).toContain("Running hook 'noteHook' in response to entering state 'Crashed'")
  })

  test('cancels a run on request and ends its process', async () => {
    const marker = join(server.home, 'cancelled.pid')
    const id = await started('waits/test', { marker })
    await eventually('the flow runs', async () => (existsSync(marker) ? true : undefined))
    await expectOk(['flow-run', 'cancel', id])
    expect((await finalState(id)).name).toBe('Cancelled')
    const { infrastructure_pid: pid } = await server.client.flowRuns.read({ params: { id } })
    await eventually('the process is gone', async () => (isAlive(Number(/\d+$/.exec(pid ?? '')?.[0])) ? undefined : true))
  })

  test('keeps the lease of a run whose code blocks the event loop', async () => {
    const marker = join(server.home, 'spins.pid')
    const id = await started('spins/test', { marker, seconds: 8 })
    await eventually('the flow runs', async () => (existsSync(marker) ? true : undefined))
    await new Promise((resolve) => setTimeout(resolve, 5000))
    const { attempt, expires_at: expires } = await server.client.flowRuns.renewLease({
      params: { id },
      body: { attempt: 0, holder: 'test', seconds: 3 },
    })
    expect(attempt).toBe(1)
    expect(Date.parse(expires)).toBeGreaterThan(Date.now())
    expect((await finalState(id)).name).toBe('Completed')
  })

  test('is listed as online', async () => {
    const workers = await server.client.workPools.filterWorkers({ params: { work_pool_name: 'local' } })
    expect(workers.map((one) => [one.name, one.status])).toEqual([['tester', 'ONLINE']])
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('S061 S221 S222 an agent runs what waits in its queue, and what a schedule made; without an agent it waits', async () => {
  await here('deployment', 'build', `${FLOWS}:retries`, '-n', 'by-agent', '-q', 'night', '--interval', '5', '-a', '-o', 'agent')
  const id = await started('retries/by-agent')
  const { deployment_id: deployment } = await server.client.flowRuns.read({ params: { id } })
  const ofSchedule = async (): Promise<FlowRun[]> => {
    const runs = await server.client.flowRuns.filter({
      body: { deployments: { id: { any_: [deployment ?? ''] } }, sort: 'EXPECTED_START_TIME_ASC' },
    })
    return runs.filter(({ auto_scheduled: automatic }) => automatic)
  }
  const due = await eventually('a run of the schedule is due', async () => {
    const [first] = await ofSchedule()
    return first !== undefined && Date.parse(first.expected_start_time ?? '') < Date.now() ? first : undefined
  })
  expect(due.state_type).toBe('SCHEDULED')
  await using agent = startMillrace(['agent', 'start', '-q', 'night', '--limit', '1'], { env: server.env })
  expect((await finalState(due.id)).name, agent.output()).toBe('Completed')
  expect((await finalState(id)).name, agent.output()).toBe('Completed')
  const history = await server.client.flowRunStates.list({ query: { flow_run_id: due.id } })
  expect([...new Set(history.map(({ type }) => type))]).toEqual(['SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED'])
  await expectOk(['deployment', 'pause-schedule', 'retries/by-agent'])
  // What was due before that stays, and waits its turn.
  const ahead = (await ofSchedule()).filter(
    ({ state_type: type, expected_start_time: at }) => type === 'SCHEDULED' && Date.parse(at ?? '') > Date.now(),
  )
  expect(ahead).toEqual([])
})

test('R16: a worker tells how it is, lets its runs end when it is asked to stop, and ends them when it is asked again', async () => {
  await here('work-pool', 'create', 'stopped', '--type', 'process')
  await here('deployment', 'build', `${FLOWS}:waits`, '-n', 'stopped', '-p', 'stopped', '-a', '-o', 'stopped')
  await using stopped = startMillrace(['worker', 'start', '-p', 'stopped', '--with-healthcheck'], {
    env: { ...server.env, MILLRACE_WORKER_WEBSERVER_PORT: '0' },
  })
  const [, address = ''] = await stopped.says(/Health of the worker on (http:\S+)\/health/)
  const marker = join(server.home, 'stopped.pid')
  const id = await started('waits/stopped', { marker })
  await eventually('the flow runs', async () => (existsSync(marker) ? true : undefined))
  expect(await (await fetch(`${address}/health`)).json()).toEqual({ message: 'OK' })
  expect(await (await fetch(`${address}/metrics`)).text()).toContain('millrace_worker_active_runs 1')
  stopped.kill('SIGTERM')
  await stopped.says(/Stopping after 1 flow run;/)
  expect(isAlive(Number(await contentOf(marker)))).toBe(true)
  stopped.kill('SIGTERM')
  expect(await stopped.ended, stopped.output()).toBe(0)
  expect((await finalState(id)).name).toBe('Crashed')
  expect(isAlive(Number(await contentOf(marker)))).toBe(false)
})
