import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { createWorkSignal } from '../events/work-signal.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { createTaskDispatcher, type TaskDispatcher } from './task-dispatcher.ts'

const KEY = 'greet-1234'

const schedule = async (api: TestApi, dynamicKey: string): Promise<string> =>
  (
    await api.call('POST', '/task_runs/', {
      task_key: KEY,
      dynamic_key: dynamicKey,
      state: { type: 'SCHEDULED', state_details: { deferred: true } },
    })
  ).body.id

/** A server of its own on the database of `api`, which hears nothing of what others do. */
const anotherServer = (api: TestApi): TaskDispatcher => createTaskDispatcher({ ...api.context, work: createWorkSignal() })

/** Takes and acknowledges task runs until `signal` aborts. */
async function work(dispatcher: TaskDispatcher, name: string, taken: string[], signal: AbortSignal): Promise<void> {
  const session = await dispatcher.open(name, [KEY])
  for (;;) {
    const run = await session.next(signal)
    if (run === undefined) return await session.end(true)
    taken.push(run.id)
    await session.acknowledge(run.id)
  }
}

describe.each(STORE_KINDS)('background tasks on %s', (kind) => {
  it('are handed out once, by whichever server', async () => {
    await using api = await openTestApi(kind)
    const stop = new AbortController()
    const taken: string[] = []
    const servers = [anotherServer(api), anotherServer(api), anotherServer(api)]
    const workers = servers.flatMap((server, at) => [1, 2].map((n) => work(server, `worker-${at}-${n}`, taken, stop.signal)))
    const made: string[] = []
    for (let count = 0; count < 60; count += 1) made.push(await schedule(api, String(count)))
    await expect.poll(() => taken.length, { timeout: 50_000 }).toBe(60)
    stop.abort()
    await Promise.all(workers)
    expect(taken.toSorted()).toEqual(made.toSorted())
  })

  it('come back when they are not acknowledged, also when the worker is cut off and connects again', async () => {
    await using api = await openTestApi(kind)
    const { signal } = new AbortController()
    const [one, two] = [anotherServer(api), anotherServer(api)]
    const id = await schedule(api, 'a')
    const first = await one.open('worker', [KEY])
    expect((await first.next(signal))?.id).toBe(id)
    // The server that handed it out was killed.
    const second = await two.open('worker', [KEY])
    expect((await second.next(signal))?.id).toBe(id)
    await second.giveBack(id)
    const third = await two.open('other', [KEY])
    expect((await third.next(signal))?.id).toBe(id)
    await third.acknowledge(id)
    await schedule(api, 'b')
    const fourth = await two.open('other', [KEY])
    expect((await fourth.next(signal))?.id).not.toBe(id)
  })
})
