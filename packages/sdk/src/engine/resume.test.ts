import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crashed } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import type { AnyFlow } from '../any-flow.ts'
import { runDeployment } from '../deployments/run-deployment.ts'
import { flow } from '../flow.ts'
import type { RunState } from '../states/run-state.ts'
import { task } from '../task.ts'
import { openTestServer, testServerEnvironment, type TestServer } from '../testing/test-server.ts'
import { runFlowRun } from './run-flow-run.ts'

/** Executes `subject` as one flow run until it ends Completed; each execution is a process of its own to the engine. */
async function executions(server: TestServer, subject: AnyFlow, retries = 0): Promise<{ id: string; execute: () => Promise<RunState> }> {
  const { id: flow_id } = await server.client.flows.create({ body: { name: subject.name } })
  const { id } = await server.client.flowRuns.create({ body: { flow_id, empirical_policy: { retries } } })
  return { id, execute: () => runFlowRun(id, { client: server.client, flow: subject }) }
}

/** A task that notes each call in `calls`. */
const noting = (calls: string[]): ((label: string) => Promise<string>) =>
  task(async function note(label: string) {
    calls.push(label)
    return label.toUpperCase()
  })

describe('a flow run that is executed again', () => {
  test('does not repeat the tasks that completed, and says so', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const note = noting(calls)
    const halting = flow({ persistResult: true }, async function halting() {
      const first = await note('a')
      if (calls.length < 2) throw new Error('halfway')
      return [first, await note('b')]
    })
    const { id, execute } = await executions(server, halting)
    expect((await execute()).isFailed).toBe(true)
    calls.push('between')
    expect((await execute()).result()).toEqual(['A', 'B'])
    expect(calls).toEqual(['a', 'between', 'b'])
    const runs = await server.taskRuns(id, 3)
    expect(runs.map(({ state_name }) => state_name)).toEqual(['Completed', 'Cached', 'Completed'])
    expect(new Set(runs.map(({ dynamic_key }) => dynamic_key)).size).toBe(3)
    const lines = (await server.logs(id)).map(({ message }) => message)
    expect(lines).toContain('Completed in an earlier attempt: its result is taken from storage, the task is not repeated')
  })

  test('keeps results by itself when it has retries, and repeats tasks when it is told to', async () => {
    await using server = await openTestServer()
    const outcome = async (options: { persistResult?: boolean }): Promise<string[]> => {
      const calls: string[] = []
      const note = noting(calls)
      const flaky = flow({ name: 'flaky', ...options }, async () => {
        await note('a')
        if (flowRun().runCount === 1) throw new Error('once')
      })
      await (await executions(server, flaky, 1)).execute()
      return calls
    }
    expect(await outcome({})).toEqual(['a'])
    expect(await outcome({ persistResult: false })).toEqual(['a', 'a'])
  })

  test('keeps nothing where no second attempt is to be expected', async () => {
    await using server = await openTestServer()
    const note = noting([])
    const plain = flow(async function plain() {
      await note('a')
    })
    await server.run(() => plain())
    await expect(readdir(join(server.home, 'storage'))).rejects.toThrow('ENOENT')
  })

  test('finds the results of calls that race, and of equal calls one by one', async () => {
    await using server = await openTestServer()
    let calls = 0
    const count = task(async function count(_of: string) {
      calls += 1
      return calls
    })
    const seen: unknown[] = []
    const racing = flow({ name: 'racing' }, async () => {
      const order = flowRun().runCount === 1 ? ['x', 'y'] : ['y', 'x']
      const results = Object.fromEntries(await Promise.all(order.map(async (key) => [key, await count(key)])))
      seen.push([results, await count('x'), await count('x')])
      if (flowRun().runCount === 1) throw new Error('once')
    })
    await (await executions(server, racing, 1)).execute()
    expect(seen).toEqual([
      [{ x: 1, y: 2 }, 3, 4],
      [{ x: 1, y: 2 }, 3, 4],
    ])
  })

  test('repeats a task whose result or arguments cannot be written, which never fails it, and says so once', async () => {
    await using server = await openTestServer()
    let calls = 0
    const make = task(async function make() {
      calls += 1
      return () => calls
    })
    const take = task(async function take(fn: () => number) {
      calls += 1
      return fn()
    })
    const odd = flow({ name: 'odd' }, async () => {
      await take(await make())
      await take(await make())
      if (flowRun().runCount === 1) throw new Error('once')
      return 'done'
    })
    const { id, execute } = await executions(server, odd, 1)
    expect((await execute()).result()).toBe('done')
    expect(calls).toBe(8)
    await server.session.flush()
    const warnings = (await server.logs(id)).filter(({ level }) => level === 30).map(({ message }) => message)
    const [ofResult, ofArguments] = warnings
    expect(ofResult).toMatch(/^Task 'make' will be repeated if this flow run is resumed: the result of task 'make' cannot be persisted/)
    expect(ofArguments).toMatch(/^Task 'take' will be repeated if this flow run is resumed: its arguments are no plain data/)
    // Once in each attempt.
    expect(warnings).toHaveLength(4)
  })

  test('does not repeat a subflow that completed, and goes on with one that did not', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const note = noting(calls)
    const child = flow({ name: 'child' }, async (label: string, fails: boolean) => {
      await note(label)
      calls.push(`body ${label}`)
      if (fails && calls.filter((call) => call === `body ${label}`).length === 1) throw new Error('once')
      return { label, id: flowRun().id }
    })
    const results: unknown[] = []
    const parent = flow({ name: 'parent' }, async () => {
      results.push(await child('whole', false))
      results.push(await child('broken', true))
    })
    const { id, execute } = await executions(server, parent, 1)
    expect((await execute()).name).toBe('Completed')
    expect(calls).toEqual(['whole', 'body whole', 'broken', 'body broken', 'body broken'])
    expect(results[1]).toEqual(results[0])
    const children = await server.client.flowRuns.filter({ body: { flow_runs: { parent_flow_run_id: { any_: [id] } } } })
    expect(children.map(({ run_count: count }) => count).toSorted((one, other) => one - other)).toEqual([1, 2])
    await server.taskRuns(id, 2)
  })

  test('takes the run of a deployment that it asked for before, unless that came to nothing', async () => {
    await using server = await openTestServer()
    const { client } = server
    const { id: flow_id } = await client.flows.create({ body: { name: 'elsewhere' } })
    await client.deployments.create({ body: { name: 'there', flow_id } })
    const ids: string[] = []
    const asking = flow({ name: 'asking' }, async () => {
      ids.push((await runDeployment('elsewhere/there', { client, timeout: 0 })).id)
      if (ids.length < 3) throw new Error('again')
    })
    const { id, execute } = await executions(server, asking, 1)
    await execute()
    const [first = ''] = ids
    await client.flowRuns.setState({ params: { id: first }, body: { state: crashed() } })
    await execute()
    expect(ids).toEqual([first, first, ids[2]])
    expect(ids[2]).not.toBe(first)
    expect(await client.flowRuns.filter({ body: { flow_runs: { parent_flow_run_id: { any_: [id] } } } })).toHaveLength(2)
  })

  test('runs a task whose stored result is damaged', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const note = noting(calls)
    const damaged = flow({ name: 'damaged' }, async () => {
      await note('a')
      if (flowRun().runCount > 1) return
      const folder = join(server.home, 'storage', flowRun().id)
      for (const file of await readdir(folder)) await writeFile(join(folder, file), '{')
      throw new Error('once')
    })
    const { execute } = await executions(server, damaged, 1)
    expect((await execute()).name).toBe('Completed')
    expect(calls).toEqual(['a', 'a'])
  })
})

const SCRIPT = join(import.meta.dirname, '..', 'testing', 'thirty-tasks.ts')
/** `MILLRACE_TEST_KILLS=50` takes a minute; `e2e/src/killed-flows.test.ts` kills on each task runner, with a server beside. */
const KILLS = Number(process.env['MILLRACE_TEST_KILLS'] ?? 5)

interface Execution {
  readonly runId: string
  /** The state in which the run ended; undefined when the process was killed before. */
  readonly ended: string | undefined
}

/** Executes the run in a process, and kills that after so many lines and milliseconds. */
async function execute(home: string, runId: string | undefined, killAfter?: { lines: number; milliseconds: number }): Promise<Execution> {
  const child = spawn(process.execPath, [SCRIPT, join(home, 'witness'), ...(runId === undefined ? [] : [runId])], {
    env: { PATH: process.env['PATH'], MILLRACE_HOME: home, MILLRACE_LOGGING_LEVEL: 'ERROR', ...testServerEnvironment },
    cwd: home,
  })
  let output = ''
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (killAfter !== undefined && output.split('\n').length > killAfter.lines + 1) {
      setTimeout(() => child.kill('SIGKILL'), killAfter.milliseconds)
    }
  })
  await new Promise((resolve) => child.on('close', resolve))
  const id = /^run (.+)$/m.exec(output)?.[1]
  if (id === undefined) throw new Error(`the script did not begin: ${errors}`)
  return { runId: id, ended: /^ended (.+)$/m.exec(output)?.[1] }
}

describe('a flow run whose process is killed at any moment', () => {
  test(`does each finished task once, in ${KILLS} kills, and completes`, { timeout: KILLS * 60_000 }, async () => {
    const home = await mkdtemp(join(tmpdir(), 'millrace-killed-'))
    const witnessed: unknown[] = []
    let runId: string | undefined
    for (let kills = 0; kills < KILLS;) {
      const killAfter = { lines: Math.floor(Math.random() * 12), milliseconds: Math.random() * 15 }
      const { runId: id, ended } = await execute(home, runId, killAfter)
      if (ended === undefined) kills += 1
      runId = ended === undefined ? id : undefined
      if (ended !== undefined) witnessed.push(await readWitness(home))
    }
    await execute(home, runId)
    witnessed.push(await readWitness(home))
    expect(witnessed).toEqual(witnessed.map(() => ({ repeated: [], seen: 30 })))
    expect(await leftBehind(home)).toEqual([])
  })
})

/** What was done again after the flow had seen it, or was seen as another result than before; and how many tasks were. */
async function readWitness(home: string): Promise<{ repeated: string[]; seen: number }> {
  const file = join(home, 'witness')
  const seen = new Map<string, string>()
  const repeated: string[] = []
  for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
    const [what, label = '', at = ''] = line.split(' ')
    if (what === 'effect' && seen.has(label)) repeated.push(line)
    if (what === 'seen' && (seen.get(label) ?? at) !== at) repeated.push(line)
    if (what === 'seen') seen.set(label, at)
  }
  await rm(file)
  return { repeated, seen: seen.size }
}

/** The runs that the killed processes left under way, as the server sees it. */
async function leftBehind(home: string): Promise<unknown[]> {
  await using server = await openTestServer({ home })
  const flows = { name: { any_: ['thirty'] } }
  const underWay = ['SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING'] as const
  const flowRuns = await server.client.flowRuns.filter({
    body: { flows, flow_runs: { state: { type: { any_: [...underWay, 'FAILED', 'CRASHED', 'CANCELLED'] } } } },
  })
  const state = { type: { any_: [...underWay, 'FAILED' as const, 'CANCELLED' as const] } }
  return [...flowRuns, ...(await server.client.taskRuns.filter({ body: { flows, task_runs: { state } } }))]
}
