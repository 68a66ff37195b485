import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openTestApp, type TestApp, type TestSocket } from '../testing.ts'

const KEY = 'greet-1234'
const DEFERRED = { type: 'SCHEDULED', state_details: { deferred: true, task_parameters_id: '00000000-0000-4000-8000-000000000001' } }

/** Schedules a background task; answers its id. */
async function schedule(server: TestApp, dynamicKey: string, state: object = DEFERRED, taskKey = KEY): Promise<string> {
  const { body } = await server.call('POST', '/task_runs/', { task_key: taskKey, dynamic_key: dynamicKey, name: dynamicKey, state })
  return body.id
}

async function subscribe(server: TestApp, client_id: string, keys: string[] = [KEY]): Promise<TestSocket> {
  const socket = await server.connect('/task_runs/subscriptions/scheduled')
  await socket.authenticate()
  socket.send({ type: 'subscribe', keys, client_id })
  return socket
}

/** Receives and acknowledges task runs; answers their names. */
async function receive(socket: TestSocket, count: number): Promise<string[]> {
  const names: string[] = []
  for (let index = 0; index < count; index += 1) {
    names.push((await socket.next()).name)
    socket.send({ type: 'ack' })
  }
  return names
}

describe('the subscription to background tasks', () => {
  it.each([
    [{ type: 'hello' }, "Protocol violation: expected 'subscribe' message"],
    [{ type: 'subscribe' }, "Protocol violation: expected 'keys' in subscribe message"],
    [{ type: 'subscribe', keys: [], client_id: 'w' }, "Protocol violation: expected 'keys' in subscribe message"],
    [{ type: 'subscribe', keys: [KEY] }, "Protocol violation: expected 'client_id' in subscribe message"],
  ])('refuses %j', async (frame, reason) => {
    await using server = await openTestApp()
    const socket = await server.connect('/task_runs/subscriptions/scheduled')
    await socket.authenticate()
    socket.send(frame)
    expect(await socket.closed).toEqual({ code: 4001, reason })
  })

  it('hands out what was scheduled before and what is scheduled then, oldest first, each after the last was acknowledged', async () => {
    await using server = await openTestApp()
    await schedule(server, 'a')
    await schedule(server, 'b')
    const socket = await subscribe(server, 'worker')
    const first = await socket.next()
    expect(first).toMatchObject({ name: 'a', task_key: KEY, state: { type: 'SCHEDULED', state_details: DEFERRED.state_details } })
    // Nothing more comes before the receipt, and pings are answered meanwhile.
    const second = socket.next()
    await socket.ping()
    expect(await Promise.race([second.then(() => 'came'), delay(50, 'nothing')])).toBe('nothing')
    socket.send({ type: 'ack' })
    expect((await second).name).toBe('b')
    socket.send({ type: 'ack' })
    await schedule(server, 'c')
    expect(await receive(socket, 1)).toEqual(['c'])
  })

  it('hands out background tasks only, of the keys asked for, and not those that were cancelled while they waited', async () => {
    await using server = await openTestApp()
    await schedule(server, 'in a flow', { type: 'SCHEDULED' })
    await schedule(server, 'other', DEFERRED, 'other-1')
    const cancelled = await schedule(server, 'cancelled')
    await server.call('POST', `/task_runs/${cancelled}/set_state`, { state: { type: 'CANCELLED' } })
    await schedule(server, 'wanted')
    expect(await receive(await subscribe(server, 'worker'), 1)).toEqual(['wanted'])
  })

  it('waits for the time of a task that is to be tried again', async () => {
    await using server = await openTestApp()
    const later = {
      ...DEFERRED,
      name: 'AwaitingRetry',
      state_details: { ...DEFERRED.state_details, scheduled_time: '2999-01-01T00:00:00Z' },
    }
    await schedule(server, 'later', later)
    await schedule(server, 'now')
    const socket = await subscribe(server, 'worker')
    expect(await receive(socket, 1)).toEqual(['now'])
    expect(await Promise.race([socket.next(), delay(50, 'nothing')])).toBe('nothing')
  })

  it('puts what was not acknowledged first in line again', async () => {
    await using server = await openTestApp()
    for (const name of ['a', 'b']) await schedule(server, name)
    const gone = await subscribe(server, 'one')
    expect((await gone.next()).name).toBe('a')
    gone.socket.terminate()
    const rude = await subscribe(server, 'two')
    const handed = await rude.next()
    rude.send({ type: 'nonsense' })
    expect(await rude.closed).toEqual({ code: 4001, reason: "Protocol violation: expected 'ack' message" })
    expect(handed.name).toMatch(/^[ab]$/)
    const other = await subscribe(server, 'three')
    expect((await receive(other, 2)).toSorted()).toEqual(['a', 'b'])
  })

  it('ends on a farewell', async () => {
    await using server = await openTestApp()
    await schedule(server, 'a')
    const socket = await subscribe(server, 'one')
    await socket.next()
    socket.send({ type: 'quit' })
    expect((await socket.closed).code).toBe(1000)
    expect(await receive(await subscribe(server, 'two'), 1)).toEqual(['a'])
  })

  it('shows who listens, by task', async () => {
    await using server = await openTestApp()
    const first = await subscribe(server, 'one', ['a-1', 'b-1'])
    await subscribe(server, 'two', ['b-1'])
    const listening = async (filter?: object): Promise<unknown> => {
      const { body } = await server.call('POST', '/task_workers/filter', filter && { task_worker_filter: filter })
      return body.map(({ identifier, task_keys }: { identifier: string; task_keys: string[] }) => [identifier, task_keys])
    }
    await expect
      .poll(() => listening())
      .toEqual([
        ['one', ['a-1', 'b-1']],
        ['two', ['b-1']],
      ])
    expect(await listening({ task_keys: ['a-1'] })).toEqual([['one', ['a-1', 'b-1']]])
    expect(await listening({ task_keys: ['c-1'] })).toEqual([])
    first.socket.terminate()
    await expect.poll(() => listening()).toEqual([['two', ['b-1']]])
  })
})
