import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { NotSendable, TaskNotLoadable } from '../calls/errors.ts'
import { runFlowRun } from '../engine/run-flow-run.ts'
import { flow } from '../flow.ts'
import type { TaskFuture } from '../futures/task-future.ts'
import { task } from '../task.ts'
import * as tasks from '../testing/placed-tasks.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { transaction } from '../transactions/open-transaction.ts'
import type { TaskRunner } from './task-runner.ts'

/** A task runner at work on a server, with whatever it needs beside. */
export interface RunnerUnderTest extends AsyncDisposable {
  readonly runner: TaskRunner
}

/** What a task runner is. */
export interface Traits {
  /** How many tasks it runs at once when it is opened with `workers`. */
  readonly parallel: (workers: number) => number
  /** Whether it calls functions outside of the flow's own thread. */
  readonly elsewhere: boolean
  /** How many tasks are mapped at once (default 500). */
  readonly many?: number
  /** How many arguments it copies before the runs of the tasks that want them are done (default: twice as many as run at once). */
  readonly copiedAhead?: number
}

/** Makes the runner with so many workers. */
type Open = (server: TestServer, workers: number) => Promise<RunnerUnderTest> | RunnerUnderTest

interface World extends AsyncDisposable {
  readonly server: TestServer
  readonly runner: TaskRunner
  /** A new file's or folder's path. */
  readonly path: (name: string) => string
  readonly folder: string
}

/** What every task runner must do, run by the tests of each. */
export function describeTaskRunner(
  name: string,
  open: Open,
  { parallel, elsewhere, many = 500, copiedAhead = 2 * parallel(2) }: Traits,
): void {
  async function world(workers = 2): Promise<World> {
    const server = await openTestServer()
    const folder = await mkdtemp(join(tmpdir(), 'millrace-runner-'))
    const opened = await open(server, workers)
    return {
      server,
      runner: opened.runner,
      folder,
      path: (file) => join(folder, file),
      async [Symbol.asyncDispose]() {
        await opened[Symbol.asyncDispose]()
        await server[Symbol.asyncDispose]()
        await rm(folder, { recursive: true, force: true })
      },
    }
  }
  const text = async (file: string): Promise<string> => await readFile(file, 'utf8').catch(() => '')

  describe(`task runner ${name}`, { timeout: 120_000 }, () => {
    test('gives results in order, and takes futures as arguments', async () => {
      await using here = await world()
      const computing = flow({ taskRunner: here.runner }, async function computing() {
        const squares = tasks.square.map([1, 2, 3, 4])
        return await tasks.sum.submit(...squares)
      })
      expect(await here.server.run(() => computing())).toBe(30)
    })

    test('S050 S051 runs no more tasks at once than it may', async () => {
      await using here = await world()
      const file = here.path('notes')
      const busy = flow({ taskRunner: here.runner }, async function busy() {
        await tasks.noting.map(Array.from({ length: 12 }, () => file))
      })
      await here.server.run(() => busy())
      expect(mostAtOnce(await text(file))).toBeLessThanOrEqual(parallel(2))
      expect((await text(file)).length).toBe(24)
    })

    test.runIf(parallel(3) >= 3)('S051 runs as many at once as it can, each where it belongs', async () => {
      await using here = await world(3)
      const gathering = flow({ taskRunner: here.runner }, async function gathering() {
        return await tasks.meeting.map(here.folder, [1, 2, 3], 3)
      })
      const places = await here.server.run(() => gathering())
      expect(new Set(places.map(({ pid, thread }) => `${pid}/${thread}`)).size).toBe(elsewhere ? 3 : 1)
    })

    test('S050 S051 calls functions elsewhere, or here', async () => {
      await using here = await world()
      const asking = flow({ taskRunner: here.runner }, async function asking() {
        return [await tasks.place.submit(), await tasks.place()]
      })
      const [submitted, called] = await here.server.run(() => asking())
      const own = { pid: process.pid, isMainThread: called?.isMainThread, thread: called?.thread }
      expect(called).toEqual(own)
      expect(submitted?.pid === own.pid && submitted.thread === own.thread).toBe(!elsewhere)
    })

    test('hands over what is data as it is', async () => {
      await using here = await world()
      const given = {
        date: new Date(0),
        map: new Map([['key', new Set([1, 2n])]]),
        bytes: new Uint8Array([1, 2, 3]),
        buffer: Buffer.from('buffer'),
        inMap: new Map([['buffer', Buffer.from('in a map')]]),
        url: new URL('http://127.0.0.1/path?query=1'),
        nothing: [undefined, null, Number.NaN, -0],
        expression: /a+/gi,
      }
      const echoing = flow({ taskRunner: here.runner }, async function echoing() {
        return await tasks.echo.submit(given)
      })
      const got = (await here.server.run(() => echoing())) as typeof given
      expect(got).toEqual(given)
      expect([Buffer.isBuffer(got.buffer), Buffer.isBuffer(got.inMap.get('buffer')), Object.is(got.nothing[3], -0)]).toEqual([
        true,
        true,
        true,
      ])
    })

    test.runIf(elsewhere)('names what cannot be handed over', async () => {
      await using here = await world()
      class Account {
        owner = 'me'
      }
      const local = task(async function local() {
        return 1
      })
      const wrong = flow({ taskRunner: here.runner }, async function wrong() {
        const states = await Promise.all([
          tasks.echo.submit({ deep: [{ callback: () => 1 }] }).wait(),
          tasks.echo.submit(new Account()).wait(),
          tasks.returningFunction.submit().wait(),
          local.submit().wait(),
        ])
        return states.map(({ outcome }) => (outcome !== undefined && 'error' in outcome ? outcome.error : undefined))
      })
      const errors = (await here.server.run(() => wrong())) as Error[]
      expect(errors.map((error) => error.constructor)).toEqual([NotSendable, NotSendable, NotSendable, TaskNotLoadable])
      const messages = errors.map(({ message }) => message)
      expect(messages[0]).toContain("argument `value` of task 'echo'")
      expect(messages[0]).toContain(".deep[0].callback is a function ('callback')")
      expect(messages[1]).toContain('an instance of Account')
      expect(messages[2]).toContain("the result of task 'returningFunction'")
      expect(messages[3]).toContain("no task 'local'")
      expect(messages[3]).toContain('must be made at the top level of its file')
    })

    test('gives back errors with class, code and cause, and states that a task returned', async () => {
      await using here = await world()
      const failing = flow({ taskRunner: here.runner }, async function failing() {
        const thrown = await tasks.failing
          .submit()
          .result()
          .catch((error: unknown) => error)
        return { thrown, state: await tasks.undecided.submit().wait() }
      })
      const { thrown, state } = await here.server.run(() => failing())
      expect(thrown).toBeInstanceOf(RangeError)
      expect(thrown).toMatchObject({ message: 'out of range', code: 'E_RANGE', cause: { name: 'TypeError', message: 'deep' } })
      expect((thrown as Error).stack).toContain('placed-tasks')
      expect(state.toString()).toBe("Failed('decided to fail')")
    })

    test('retries, and counts the attempts', async () => {
      await using here = await world()
      const file = here.path('calls')
      let id = ''
      const trying = flow({ taskRunner: here.runner }, async function trying() {
        const future = tasks.flaky.submit(file, 2)
        id = future.taskRunId
        return await future
      })
      expect(await here.server.run(() => trying())).toBe(3)
      await vi.waitFor(async () => {
        const states = await here.server.taskStates(id)
        expect(states).toEqual(['Pending', 'Running', 'Retrying', 'Retrying', 'Completed'])
      }, 20_000)
    })

    test('takes results from the cache, and those of an earlier attempt at the flow run', async () => {
      await using here = await world()
      const file = here.path('calls')
      let attempts = 0
      const again = flow({ taskRunner: here.runner, persistResult: true }, async function again() {
        const results = [await tasks.cached.submit(file, 'c'), await tasks.cached.submit(file, 'c'), await tasks.kept.submit(file, 'k')]
        attempts += 1
        if (attempts === 1) throw new Error('halfway')
        return results
      })
      const { client } = here.server
      const { id: flow_id } = await client.flows.create({ body: { name: again.name } })
      const { id } = await client.flowRuns.create({ body: { flow_id } })
      expect((await runFlowRun(id, { client, flow: again })).isFailed).toBe(true)
      expect((await runFlowRun(id, { client, flow: again })).result()).toEqual(['C', 'C', 'K'])
      expect(await text(file)).toBe('c\nk\n')
    })

    test('has runs, log, artifacts, tasks and subflows inside a task', async () => {
      await using here = await world()
      let id = ''
      const around = flow({ taskRunner: here.runner, tags: ['outer'], flowRunName: 'the {_label}' }, async function around(_label: string) {
        const future = tasks.sociable.withOptions({ name: 'renamed' }).submit(3)
        id = future.taskRunId
        return await future
      })
      const state = await here.server.run(() => around.returnState('whole'))
      const result = state.result()
      expect(result).toEqual({
        submitted: 81,
        throughFlow: 9,
        task: { name: 'renamed-0', parameters: { number: 3 }, tags: ['own'], runCount: 1 },
        flow: { name: 'the whole', parameters: { _label: 'whole' } },
      })
      const { client } = here.server
      const own = await client.taskRuns.read({ params: { id } })
      const flowRunId = own.flow_run_id ?? ''
      const runs = await here.server.taskRuns(flowRunId, 4)
      expect(runs.map(({ state_type }) => state_type)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED'])
      expect(
        runs.filter(({ task_inputs: inputs }) => inputs['__parents__']?.some((input) => 'id' in input && input.id === id)),
      ).toHaveLength(2)
      const artifacts = await client.artifacts.filter({ body: { artifacts: { flow_run_id: { any_: [flowRunId] } } } })
      expect(artifacts).toMatchObject([{ task_run_id: id, flow_run_id: flowRunId }])
      const messages = await vi.waitFor(async () => {
        const logs = await here.server.logs(flowRunId)
        expect(logs.map(({ message }) => message)).toContain('log line of renamed-0')
        return logs
      }, 20_000)
      expect(messages.find(({ message }) => message.startsWith('log line'))).toMatchObject({ task_run_id: id })
    })

    test('shares what is set in transactions, with hooks that undo a task, too', async () => {
      await using here = await world()
      const file = here.path('notes')
      const buying = flow({ taskRunner: here.runner }, async function buying() {
        const made: string[] = []
        const all = transaction(async (tx) => {
          tx.set('file', file)
          tx.set('owner', 'Ada')
          made.push(await tasks.transacting.submit('cup'))
          throw new Error('no money')
        })
        await all.catch(() => undefined)
        return made
      })
      expect(await here.server.run(() => buying())).toEqual(['cup of Ada'])
      expect(await text(file)).toBe('undo cup of Ada\n')
    })

    test('keeps to concurrency limits', async () => {
      await using here = await world()
      const file = here.path('notes')
      const name = `narrow-${randomUUID()}`
      await here.server.client.concurrencyLimitsV2.create({ body: { name, limit: 1 } })
      const crowded = flow({ taskRunner: here.runner }, async function crowded() {
        await tasks.limited.map([file, file, file], name)
      })
      await here.server.run(() => crowded())
      expect(await text(file)).toBe('+-+-+-')
    })

    test('tells a task that it is cancelled, and why', async () => {
      await using here = await world()
      const file = here.path('notes')
      const waiting = flow({ taskRunner: here.runner }, async function waiting() {
        await tasks.patient.submit(file)
      })
      const { client } = here.server
      const { id: flow_id } = await client.flows.create({ body: { name: waiting.name } })
      const { id } = await client.flowRuns.create({ body: { flow_id } })
      const ended = runFlowRun(id, { client, flow: waiting, watcher: 'nobody' })
      await vi.waitFor(async () => expect(await text(file)).toBe('begun\n'), 30_000)
      await client.flowRuns.setState({ params: { id }, body: { state: { type: 'CANCELLING' } } })
      expect((await ended).isCancelled).toBe(true)
      await vi.waitFor(async () => expect(await text(file)).toBe('begun\nRunCancelled\n'), 30_000)
    })

    test('tells a task that its time is over, and goes on', async () => {
      await using here = await world(1)
      const file = here.path('notes')
      const hurried = flow({ taskRunner: here.runner }, async function hurried() {
        const state = await tasks.patient.withOptions({ timeoutSeconds: 0.2 }).submit(file).wait()
        return [state.name, await tasks.square.submit(3)]
      })
      expect(await here.server.run(() => hurried())).toEqual(['TimedOut', 9])
      await vi.waitFor(async () => expect(await text(file)).toBe('begun\nRunTimedOut\n'), 30_000)
    })

    test.runIf(elsewhere)('ends by force what does not listen, and goes on', async () => {
      await using here = await world(1)
      const file = here.path('pid')
      const stuck = flow({ taskRunner: here.runner }, async function stuck() {
        const state = await tasks.deaf.submit(file).wait()
        return [state.name, await tasks.square.submit(3)]
      })
      expect(await here.server.run(() => stuck())).toEqual(['TimedOut', 9])
      await unlink(file)
    })

    test.runIf(elsewhere)('says that a task crashed whose thread or process ended, retries it, and goes on', async () => {
      await using here = await world()
      const ending = flow({ taskRunner: here.runner }, async function ending() {
        const once = await tasks.exiting.submit(here.path('once'), 1).wait()
        const twice = await tasks.exiting.withOptions({ retries: 2 }).submit(here.path('twice'), 2)
        return [once.type, once.message, twice, await tasks.square.submit(3)]
      })
      expect(await here.server.run(() => ending())).toEqual(['CRASHED', expect.stringContaining('exit code 7'), 'survived', 9])
    })

    test(`maps over ${many} inputs, and copies only a few of them ahead`, { timeout: 600_000 }, async () => {
      await using here = await world()
      const copied = new Set<number>()
      const inputs = Array.from({ length: many }, (_, index) => ({ index, payload: deeply(() => copied.add(index)) }))
      let done = 0
      let ahead = 0
      const mapping = flow({ taskRunner: here.runner }, async function mapping() {
        const futures = tasks.indexOf.map(inputs)
        const watch = async (future: TaskFuture<number>): Promise<void> => {
          await future.wait()
          done += 1
          ahead = Math.max(ahead, copied.size - done)
        }
        await Promise.all(futures.all().map(watch))
        return (await futures).reduce((total, index) => total + index, 0)
      })
      expect(await here.server.run(() => mapping())).toBe((many * (many - 1)) / 2)
      expect(ahead).toBeLessThanOrEqual(copiedAhead)
    })
  })
}

/** Something whose inmost part tells when it is read; futures are not looked for that deep, so that only copying does. */
function deeply(read: () => unknown): object {
  const inmost = {
    get text() {
      read()
      return 'x'.repeat(1000)
    },
  }
  return Array.from({ length: 10 }).reduce<object>((within) => ({ within }), inmost)
}

/** How many notes of a beginning come before their ends, at most. */
function mostAtOnce(notes: string): number {
  let now = 0
  let most = 0
  for (const note of notes) {
    now += note === '+' ? 1 : -1
    most = Math.max(most, now)
  }
  return most
}
