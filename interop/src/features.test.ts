import { join } from 'node:path'
import { cleanEnvironment, type RunningServer, eventually, startServer, supervise } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, preparePeer } from './peers.ts'
import { runPython } from './run-python.ts'
import { startPython } from './start-python.ts'

const FAIL_ON_PURPOSE = new Set(['interop-refused-retry', 'interop-flow-timeout', 'interop-hooks', 'interop-returned-state'])

const ONLY_IN_3 = ['interop-cache-policies', 'interop-transactions', 'interop-nested-tasks']

describe.each(GENERATIONS)('a real Prefect %s client', (generation) => {
  let server: RunningServer

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
    const { concurrencyLimitsV2: limits } = server.client
    await limits.create({ body: { name: 'interop-slots', limit: 2 } })
    await limits.create({ body: { name: 'interop-rate', limit: 5, slot_decay_per_second: 5 } })
  })

  afterAll(() => server[Symbol.asyncDispose]())

  test('finds its features working as its flows expect', async () => {
    const seen = (await runPython(generation, server.url, ['features.py'])) as { ended: Record<string, string>; told: string[] }
    for (const [name, type] of Object.entries(seen.ended))
      expect([name, type]).toEqual([name, FAIL_ON_PURPOSE.has(name) ? 'FAILED' : 'COMPLETED'])
    expect(Object.keys(seen.ended)).toHaveLength(generation === 2 ? 17 : 17 + ONLY_IN_3.length)
    expect(seen.told).toEqual(['hooked task COMPLETED', 'interop-hooks FAILED', 'interop-hooks RUNNING', 'received a word'])
  })

  test('exchanges inputs with a run of our SDK', async () => {
    await using python = await startPython(generation, server.url, ['talk.py'])
    const [, id = ''] = await python.process.says(/^([\da-f-]{36})$/m)
    const argv = [join(import.meta.dirname, 'talking-flow.ts'), id]
    await using ours = supervise({ program: process.execPath, argv, env: cleanEnvironment(server.env) })
    expect(await ours.ended, ours.output()).toBe(0)
    expect(ours.output()).toContain('[{"name":"Ada was here"},7]')
    expect(await python.process.ended, python.process.output()).toBe(0)
    expect(python.process.output()).toContain('{"got": ["one", "two", "Ada"]}')
  })

  const runOf = async (name: string) => {
    const [run] = await server.client.flowRuns.filter({ body: { flows: { name: { any_: [name] } } } })
    if (run === undefined) throw new Error(`no run of ${name}`)
    return run
  }

  /** The states that the task runs of a flow's run went through, by the name of their task. */
  const statesOfTasks = async (name: string): Promise<Record<string, string[]>> => {
    const { id } = await runOf(name)
    const runs = await eventually(`the task runs of ${name} end`, async () => {
      const found = await server.client.taskRuns.filter({ body: { flow_runs: { id: { any_: [id] } }, sort: 'EXPECTED_START_TIME_ASC' } })
      const ended = (type: string | null | undefined): boolean => ['COMPLETED', 'FAILED', 'PENDING'].includes(type ?? '')
      return found.length > 0 && found.every((run) => ended(run.state_type)) ? found : undefined
    })
    const states: Record<string, string[]> = {}
    for (const run of runs) {
      const history = await server.client.taskRunStates.list({ query: { task_run_id: run.id } })
      const task = run.name.replace(/-[0-9a-f]{1,3}$/, '')
      states[task] = [...(states[task] ?? []), ...history.map((state) => state.name ?? '')]
    }
    return states
  }

  test('leaves the attempts at a task and at a flow in their history', async () => {
    const run = await runOf('interop-retries')
    const states = await server.client.flowRunStates.list({ query: { flow_run_id: run.id } })
    expect(states.map((state) => state.name)).toEqual(['Pending', 'Running', 'AwaitingRetry', 'Running', 'Completed'])
    expect(run).toMatchObject({ run_count: 2, empirical_policy: { retries: 1, retry_delay: 0 } })
    const { third_time: attempts } = await statesOfTasks('interop-retries')
    expect(attempts?.filter((name) => name === 'AwaitingRetry')).toHaveLength(2)
    expect(await statesOfTasks('interop-refused-retry')).toEqual({ never_again: ['Pending', 'Running', 'Failed'] })
  })

  test('leaves what it timed out, skipped and took from a cache under the names of their states', async () => {
    expect((await statesOfTasks('interop-task-timeout'))['slow']?.at(-1)).toBe('TimedOut')
    expect(await runOf('interop-flow-timeout')).toMatchObject({ state_type: 'FAILED', state_name: 'TimedOut' })
    expect(Object.values(await statesOfTasks('interop-order')).flat()).toContain('NotReady')
    expect(Object.values(await statesOfTasks('interop-caching')).flat()).toContain('Cached')
  })

  test('links subflows to their parent by a task run that ends as they do', async () => {
    const parent = await runOf('interop-subflows')
    const children = await server.client.flowRuns.filter({
      body: { flow_runs: { parent_flow_run_id: { any_: [parent.id] } }, sort: 'NAME_ASC' },
    })
    expect(children.map(({ name, state_type: type }) => [name, type])).toEqual([
      ['child-of-ada', 'COMPLETED'],
      ['child-of-bob', 'FAILED'],
    ])
    for (const child of children) {
      const dummy = await server.client.taskRuns.read({ params: { id: child.parent_task_run_id ?? '' } })
      expect(dummy).toMatchObject({ state_type: child.state_type, state: { state_details: { child_flow_run_id: child.id } } })
    }
  })

  test('keeps tags, inputs, logs, artifacts, variables and blocks', async () => {
    const { client } = server
    const context = await runOf('interop-context')
    const [tagged] = await client.taskRuns.filter({ body: { flow_runs: { id: { any_: [context.id] } } } })
    expect([...(tagged?.tags ?? [])].sort()).toEqual(['inner', 'outer'])
    const lines = await eventually('the logs arrive', async () => {
      const found = await client.logs.filter({ body: { logs: { flow_run_id: { any_: [context.id] } } } })
      return found.some(({ message }) => message.includes('Finished in state')) ? found : undefined
    })
    expect(lines.find(({ message }) => message === 'weather in Oslo')).toMatchObject({ level: 30 })
    expect(lines.find(({ message }) => message === 'printed in Oslo')).toMatchObject({ level: 20 })

    const mapping = await runOf('interop-mapping')
    const mapped = await client.taskRuns.filter({
      body: { flow_runs: { id: { any_: [mapping.id] } }, task_runs: { name: { like_: 'add-' } } },
    })
    expect(mapped.map(({ name }) => name).sort()).toEqual(['add-2-10', 'add-4-10', 'add-6-10'])
    for (const { task_inputs: inputs } of mapped) expect(inputs['a']).toMatchObject([{ input_type: 'task_run' }])

    const artifacts = await client.artifacts.filter({
      body: { artifacts: { flow_run_id: { any_: [(await runOf('interop-artifacts')).id] } } },
    })
    const types = artifacts.map(({ type }) => type).filter((type) => type !== 'result')
    expect(types.toSorted((one, other) => one?.localeCompare(other ?? '') ?? 0)).toEqual([
      ...(generation === 2 ? [] : ['image']),
      'markdown',
      'markdown',
      ...(generation === 2 ? [] : ['progress']),
      'table',
    ])
    expect(artifacts.filter(({ type }) => type === 'progress').map(({ data }) => data)).toEqual(generation === 2 ? [] : [75])
    expect(await client.variables.readByName({ params: { name: 'interop_place' } })).toMatchObject({ value: 'Bergen' })
    const documents = await client.blockDocuments.filter({ body: {} })
    expect(documents.map(({ name }) => name)).toEqual(expect.arrayContaining(['interop-files', 'interop-hook', 'interop-results']))
  })

  test('gives its slots back', async () => {
    const limit = await server.client.concurrencyLimitsV2.read({ params: { id_or_name: 'interop-slots' } })
    expect(limit).toMatchObject({ active_slots: 0 })
  })

  test('runs 20 flows of 10 tasks at once, none of which is lost', async () => {
    await Promise.all([1, 2].map((process) => runPython(generation, server.url, ['crowd.py', String(process), '10', '10'])))
    const { flowRuns, taskRuns } = server.client
    const ofCrowd = { flows: { name: { any_: ['interop-crowd'] } } }
    expect(await flowRuns.count({ body: { ...ofCrowd, flow_runs: { state: { type: { any_: ['COMPLETED'] } } } } })).toBe(20)
    await eventually('all task runs are told of', async () => {
      const completed = await taskRuns.count({ body: { ...ofCrowd, task_runs: { state: { type: { any_: ['COMPLETED'] } } } } })
      return completed === 200 ? true : undefined
    })
    expect(server.process.output()).not.toMatch(/"level":(?:50|60)/)
  })
})
