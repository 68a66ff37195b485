import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type RunningServer, cleanEnvironment, eventually, startServer, supervise, temporaryFolder } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, type Generation, peerProgram, preparePeer } from './peers.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')

/** Runs a Python file under a real Prefect client that talks to `url`; answers its exit code and what it wrote. */
async function runPython(generation: Generation, url: string, argv: readonly string[]): Promise<{ code: number | string; output: string }> {
  await using home = await temporaryFolder()
  const env = cleanEnvironment({ PREFECT_API_URL: url, PREFECT_HOME: home.path, PREFECT_SERVER_ANALYTICS_ENABLED: 'false' })
  const child = supervise({ program: peerProgram(generation, 'python'), argv, env, cwd: FLOWS })
  return { code: await child.ended, output: child.output() }
}

/** One flow that ends well and one that does not, in one process: importing a client takes longer than both. */
const BOTH = "from retried import retried; assert retried('Bergen') == 6; retried('Oslo', fail=True)"

describe.each(GENERATIONS)('a real Prefect %s client', (generation) => {
  let server: RunningServer
  let ran: Awaited<ReturnType<typeof runPython>>

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
    ran = await runPython(generation, server.url, ['-c', BOTH])
  })

  afterAll(() => server[Symbol.asyncDispose]())

  test('is installed from PyPI', () => {
    expect(existsSync(peerProgram(generation, 'prefect'))).toBe(true)
  })

  test('runs a flow with a retried task, seen in our API with names, states, counts and logs', async () => {
    const flow = await server.client.flows.readByName({ params: { name: 'interop-retried' } })
    const completed = { state: { type: { any_: ['COMPLETED' as const] } } }
    const [run] = await server.client.flowRuns.filter({ body: { flows: { id: { any_: [flow.id] } }, flow_runs: completed } })
    expect(run, ran.output).toMatchObject({
      state_type: 'COMPLETED',
      state_name: 'Completed',
      run_count: 1,
      parameters: { city: 'Bergen', fail: false },
    })
    const runId = run?.id ?? ''

    const taskRuns = await eventually('both task runs complete', async () => {
      const found = await server.client.taskRuns.filter({ body: { flow_runs: { id: { any_: [runId] } }, sort: 'NAME_ASC' } })
      return found.length === 2 && found.every((one) => one.state_type === 'COMPLETED') ? found : undefined
    })
    expect(taskRuns.map((one) => [one.name.replace(/-\w+$/, ''), one.state_name, one.run_count])).toEqual([
      ['extract', 'Completed', 1],
      ['load rows', 'Completed', 2],
    ])
    const loaded = taskRuns[1]?.id ?? ''
    const states = await server.client.taskRunStates.list({ query: { task_run_id: loaded } })
    // A 3.8 client whose retry needs no delay does not wait in a state of its own.
    const between = generation === 2 ? ['AwaitingRetry', 'Retrying'] : ['Retrying']
    expect(states.map((state) => state.name)).toEqual(['Pending', 'Running', ...between, 'Completed'])
    expect(taskRuns[1]?.task_inputs).toMatchObject({ rows: [{ input_type: 'task_run', id: taskRuns[0]?.id }] })

    const flowStates = await server.client.flowRunStates.list({ query: { flow_run_id: runId } })
    expect(flowStates.map((state) => state.name)).toEqual(['Pending', 'Running', 'Completed'])

    const logs = await eventually('the logs arrive', async () => {
      const found = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [runId] } } } })
      return found.some((line) => line.message.includes('Finished in state Completed') && line.task_run_id === null) ? found : undefined
    })
    const messages = logs.map((line) => line.message)
    expect(messages).toContain('extracting Bergen')
    expect(messages).toContain('attempt 2')
    expect(messages.some((message) => message.includes('total is 6'))).toBe(true)
    expect(logs.find((line) => line.message === 'attempt 1')).toMatchObject({ level: 20, flow_run_id: runId, task_run_id: loaded })
  })

  test('a flow that fails ends Failed with its message', async () => {
    expect(ran.code, ran.output).toBe(1)
    const [run] = await server.client.flowRuns.filter({ body: { flow_runs: { state: { type: { any_: ['FAILED'] } } } } })
    expect(run).toMatchObject({ state_name: 'Failed', state: { message: expect.stringContaining('asked to fail') } })
  })
})
