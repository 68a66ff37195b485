import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, eventually, type RunningServer, startServer, type Supervised, supervise } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, '..', 'flows', 'background.ts')

describe('background tasks', () => {
  let server: RunningServer
  let witness: string

  const start = (...argv: string[]): Supervised =>
    supervise({
      program: process.execPath,
      argv: [SCRIPT, ...argv],
      env: cleanEnvironment({ MILLRACE_API_URL: server.url, MILLRACE_HOME: server.home, WITNESS: witness }),
    })

  /** A process that serves the task; ready when the server knows that it listens. */
  async function startServing(...argv: string[]): Promise<Supervised> {
    const serving = start('serve', ...argv)
    await eventually('the process listens', async () => {
      const listening = await server.client.taskWorkers.filter({ body: {} })
      return listening.some(({ identifier }) => identifier.includes(`-${serving.pid}-`)) ? true : undefined
    })
    return serving
  }

  /** The numbers of the runs that began, or ended, in order. */
  async function witnessed(what: 'begin' | 'end', label: string): Promise<number[]> {
    const lines = (await readFile(witness, 'utf8').catch(() => '')).split('\n').map((line) => line.split(' '))
    return lines.filter((words) => words[0] === what && words[1] === label).map((words) => Number(words[2]))
  }

  beforeAll(async () => {
    server = await startServer({ MILLRACE_SERVER_TASKS_SCHEDULING_GONE_WORKER_SECONDS: '1' })
    witness = join(server.home, 'witness')
  })

  afterAll(() => server[Symbol.asyncDispose]())

  test('run in a process that serves them later, and give their results to the one that delayed them', async () => {
    const delaying = start('await', 'early', '4')
    await eventually('they are scheduled', async () => (delaying.output().includes('scheduled') ? true : undefined))
    expect(await witnessed('begin', 'early')).toEqual([])
    const serving = await startServing()
    expect(await delaying.ended, delaying.output()).toBe(0)
    const results = delaying
      .output()
      .split('\n')
      .filter((line) => line.startsWith('result '))
    expect(results).toEqual([0, 1, 2, 3].map((number) => `result ${JSON.stringify({ label: 'early', number, at: new Date(number) })}`))
    const failing = start('await', 'broken', '1')
    expect(await failing.ended, failing.output()).toBe(0)
    expect(failing.output()).toContain("state Failed('Task run encountered an exception: TypeError: no 0')")
    serving.kill('SIGTERM')
    await serving.ended
    const runs = await server.client.taskRuns.filter({ body: {} })
    const states = await server.client.taskRunStates.list({ query: { task_run_id: runs.at(-1)?.id ?? '' } })
    expect(states.map(({ name }) => name)).toEqual(['Scheduled', 'Pending', 'Running', 'Completed'])
  })

  test('of a flow belong to its run', async () => {
    const serving = await startServing()
    const calling = start('flow', 'inside')
    expect(await calling.ended, calling.output()).toBe(0)
    expect(calling.output()).toContain(JSON.stringify({ label: 'inside', number: 2, at: new Date(2) }))
    serving.kill('SIGTERM')
    await serving.ended
    const [run] = await server.client.flowRuns.filter({ body: { flows: { name: { any_: ['around'] } } } })
    const runs = await server.client.taskRuns.filter({ body: { flow_runs: { id: { any_: [run?.id ?? ''] } } } })
    expect(runs.map(({ name, state_name }) => `${name} ${state_name}`).toSorted()).toEqual(['note-0 Completed', 'note-1 Completed'])
    const logs = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [run?.id ?? ''] } } } })
    expect(logs.map(({ message }) => message)).toContain('working on inside 2')
  })

  test('of a process that is killed are Crashed when they had begun, and run in another process when they had not', async () => {
    const serving = await startServing('1')
    const delaying = start('await', 'held', '3', '2')
    await eventually('one begins', async () => ((await witnessed('begin', 'held')).length > 0 ? true : undefined))
    await eventually('the server knows', async () => {
      const running = await server.client.taskRuns.filter({ body: { task_runs: { state: { type: { any_: ['RUNNING'] } } } } })
      return running.length > 0 ? running : undefined
    })
    serving.kill('SIGKILL')
    await serving.ended
    const other = await startServing('3')
    expect(await delaying.ended, delaying.output()).toBe(0)
    expect(new Set(await witnessed('begin', 'held'))).toEqual(new Set([0, 1, 2]))
    // Which of them it was depends on when the server knew; one had begun, and did not end.
    expect(new Set(await witnessed('end', 'held')).size, delaying.output()).toBe(2)
    expect(delaying.output()).toMatch(/state Crashed/)
    expect(delaying.output().match(/result /g)).toHaveLength(2)
    other.kill('SIGTERM')
    await other.ended
  })
})
