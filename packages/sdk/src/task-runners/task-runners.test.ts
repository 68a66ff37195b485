import { describe, expect, test } from 'vitest'
import { flow } from '../flow.ts'
import * as tasks from '../testing/placed-tasks.ts'
import { openTestServer } from '../testing/test-server.ts'
import { concurrent } from './concurrent.ts'
import { processes } from './processes.ts'
import { sequential } from './sequential.ts'
import type { RunnerUnderTest } from './runner-world.testsuite.ts'
import { describeTaskRunner } from './task-runner.testsuite.ts'
import type { TaskRunner } from './task-runner.ts'
import { threads } from './threads.ts'

const alone = (runner: TaskRunner): RunnerUnderTest => ({ runner, [Symbol.asyncDispose]: () => Promise.resolve() })

describeTaskRunner('sequential', () => alone(sequential()), { parallel: () => 1, elsewhere: false })
describeTaskRunner('concurrent', () => alone(concurrent()), { parallel: () => Number.POSITIVE_INFINITY, elsewhere: false })
describeTaskRunner('concurrent with a limit', (_server, limit) => alone(concurrent({ limit })), {
  parallel: (limit) => limit,
  elsewhere: false,
})
describeTaskRunner('threads', (_server, workers) => alone(threads({ workers })), {
  parallel: (workers) => workers,
  elsewhere: true,
  many: 10_000,
})
describeTaskRunner('processes', (_server, workers) => alone(processes({ workers })), {
  parallel: (workers) => workers,
  elsewhere: true,
})

describe('limits', () => {
  test('are positive numbers', () => {
    expect(() => concurrent({ limit: 0 })).toThrow('expected `limit` of concurrent() to be a positive number, got 0')
    expect(() => threads({ workers: 1.5 })).toThrow('expected `workers` of threads() to be a whole number from 1, got 1.5')
    expect(() => processes({ memoryMegabytes: -1 })).toThrow(
      'expected `memoryMegabytes` of processes() to be a whole number from 1, got -1',
    )
  })

  test.each([
    [threads({ workers: 1, memoryMegabytes: 32 }), 'was out of memory'],
    [processes({ workers: 1, memoryMegabytes: 32 }), 'SIGABRT, as Node does when it is out of memory'],
  ])('of memory end the task that goes beyond, and only that', { timeout: 60_000 }, async (taskRunner, reason) => {
    await using server = await openTestServer()
    const eating = flow({ taskRunner }, async function eating() {
      const { type, message } = await tasks.hungry.submit().wait()
      return [type, message, await tasks.square.submit(3)]
    })
    expect(await server.run(() => eating())).toEqual(['CRASHED', expect.stringContaining(reason), 9])
  })

  test('of the system end only the task in the process that is killed', async () => {
    await using server = await openTestServer()
    const dying = flow({ taskRunner: processes({ workers: 1 }) }, async function dying() {
      const { type, message } = await tasks.killed.submit().wait()
      return [type, message, await tasks.square.submit(3)]
    })
    expect(await server.run(() => dying())).toEqual([
      'CRASHED',
      expect.stringContaining('SIGKILL, as systems do that are short of memory'),
      9,
    ])
  })
})
