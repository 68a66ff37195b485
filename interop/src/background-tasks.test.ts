import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually, type RunningServer, startServer, temporaryFolder } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, preparePeer } from './peers.ts'
import { type RunningPython, startPython } from './start-python.ts'

describe.each(GENERATIONS)('background tasks of a real Prefect %s client', (generation) => {
  let server: RunningServer
  let home: Awaited<ReturnType<typeof temporaryFolder>>
  let witness: string

  const python = (...argv: string[]): Promise<RunningPython> =>
    startPython(generation, server.url, ['background.py', ...argv], {
      PREFECT_HOME: home.path,
      WITNESS: witness,
      PREFECT_EXPERIMENTAL_ENABLE_TASK_SCHEDULING: 'true',
    })

  /** `begin LABEL NUMBER PID` and `end …`, as the tasks wrote them. */
  const witnessed = async (label: string): Promise<string[][]> =>
    (await readFile(witness, 'utf8').catch(() => ''))
      .split('\n')
      .map((line) => line.split(' '))
      .filter((words) => words[1] === label)

  /** The numbers of the tasks that began, in order. */
  const begun = async (label: string): Promise<number[]> =>
    (await witnessed(label)).flatMap(([word, , number]) => (word === 'begin' ? [Number(number)] : [])).toSorted((one, other) => one - other)

  /** A worker that listens. */
  const startWorker = async (...argv: string[]): Promise<RunningPython> => {
    const before = new Set((await server.client.taskWorkers.filter({ body: {} })).map(({ identifier }) => identifier))
    const worker = await python('serve', ...argv)
    await eventually('the worker listens', async () => {
      const workers = await server.client.taskWorkers.filter({ body: {} })
      return workers.find(({ identifier }) => !before.has(identifier))
    })
    return worker
  }

  const delay = async (...argv: string[]): Promise<void> => {
    await using client = await python('delay', ...argv)
    expect(await client.process.ended, client.process.output()).toBe(0)
  }

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer({ MILLRACE_SERVER_TASKS_SCHEDULING_GONE_WORKER_SECONDS: '1' })
    home = await temporaryFolder()
    witness = join(home.path, 'witness')
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await home[Symbol.asyncDispose]()
  })

  test('that are delayed run once each in a worker that comes later', async () => {
    await delay('early', '5')
    expect(await witnessed('early')).toEqual([])
    await using _worker = await startWorker()
    await eventually('all have run', async () => ((await witnessed('early')).length === 10 ? true : undefined), 60)
    const runs = await eventually('all are completed', async () => {
      const found = await server.client.taskRuns.filter({ body: {} })
      return found.length === 5 && found.every(({ state_type }) => state_type === 'COMPLETED') ? found : undefined
    })
    expect(runs.every(({ flow_run_id }) => flow_run_id === null)).toBe(true)
    expect(await begun('early')).toEqual([0, 1, 2, 3, 4])
  })

  test('are taken from a worker that is killed, and what had not begun runs in another one', async () => {
    const worker = await startWorker('1')
    // One runs for long, the next one was handed out and waits in the worker, the rest waits in the queue.
    await delay('held', '4', '600')
    await eventually('the first begins', async () => ((await witnessed('held')).length > 0 ? true : undefined), 60)
    worker.process.kill('SIGKILL', true)
    await worker.process.ended
    const beforeKill = await begun('held')
    await using _other = await startWorker('4')
    await eventually('all others begin', async () => (new Set(await begun('held')).size === 4 ? true : undefined), 60)
    // What the killed worker had told of as begun is crashed and not repeated.
    await eventually('what ran is crashed', async () => {
      const crashed = await server.client.taskRuns.filter({ body: { task_runs: { state: { type: { any_: ['CRASHED'] } } } } })
      return crashed.length === beforeKill.length ? crashed : undefined
    })
    expect(await begun('held')).toEqual([0, 1, 2, 3])
    await worker[Symbol.asyncDispose]()
  })

  test('outlive a server that is killed, as does the worker that waits for them', async () => {
    await using worker = await startWorker('10')
    await delay('before', '1')
    await eventually('the worker works', async () => ((await witnessed('before')).length === 2 ? true : undefined), 60)
    worker.process.kill('SIGSTOP')
    await delay('kept', '3')
    await server.kill()
    await server.start()
    worker.process.kill('SIGCONT')
    await eventually('all have run', async () => ((await witnessed('kept')).length >= 6 ? true : undefined), 60)
    await eventually('all are completed', async () => {
      const left = await server.client.taskRuns.filter({ body: { task_runs: { state: { type: { not_any_: ['COMPLETED', 'CRASHED'] } } } } })
      return left.length === 0 ? true : undefined
    })
    expect(await begun('kept')).toEqual([0, 1, 2])
  })
})
