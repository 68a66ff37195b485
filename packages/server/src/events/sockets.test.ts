import { randomUUID } from 'node:crypto'
import { addSeconds, type EventInput } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../testing.ts'

const eventOf = (server: TestApp, extra: Partial<EventInput> = {}): EventInput => ({
  id: randomUUID(),
  occurred: server.context.clock.now(),
  event: 'test.happened',
  resource: { 'prefect.resource.id': 'test.thing' },
  ...extra,
})

const stored = async (server: TestApp, filter: object = {}): Promise<string[]> => {
  const { body } = await server.call('POST', '/events/filter', { filter })
  return body.events.map(({ id }: { id: string }) => id)
}

describe('the opening', () => {
  it('answers pings at once and admits without a token', async () => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/in')
    await socket.ping()
    await socket.authenticate()
    expect(socket.socket.readyState).toBe(socket.socket.OPEN)
  })

  it('refuses a first frame that is no auth', async () => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/out')
    socket.send({ type: 'filter', filter: {} })
    expect(await socket.closed).toEqual({ code: 1008, reason: "Expected 'auth' message" })
  })

  it.each([
    [null, 'Auth required but no token provided'],
    ['admin:wrong', 'Invalid token'],
  ])('refuses the token %j', async (token, reason) => {
    await using server = await openTestApp({ 'server.api.authString': 'admin:pass' })
    const socket = await server.connect('/events/in')
    socket.send({ type: 'auth', token })
    expect(await socket.closed).toEqual({ code: 1008, reason })
  })

  it('takes the plain auth string as a token', async () => {
    await using server = await openTestApp({ 'server.api.authString': 'admin:pass' })
    const socket = await server.connect('/logs/out')
    await expect(socket.authenticate('admin:pass')).resolves.toBeUndefined()
  })

  it('refuses a socket without the subprotocol when credentials are asked for', async () => {
    await using server = await openTestApp({ 'server.api.authString': 'admin:pass' })
    const socket = await server.connect('/events/in', { subprotocol: '' })
    expect((await socket.closed).code).toBe(1002)
  })
})

describe('/events/in', () => {
  it('answers a ping after every event before it is stored', async () => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/in')
    await socket.authenticate()
    const events = Array.from({ length: 300 }, () => eventOf(server))
    for (const event of events) socket.send(event)
    await socket.ping()
    const { body } = await server.call('POST', '/events/filter', {})
    expect(body.total).toBe(300)
  })

  it('takes bare events without a subprotocol', async () => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/in', { subprotocol: '' })
    const event = eventOf(server)
    socket.send(event)
    await socket.ping()
    expect(await stored(server)).toEqual([event.id])
  })

  it('counts an event that is sent twice once', async () => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/in', { subprotocol: '' })
    const event = eventOf(server)
    socket.send(event)
    socket.send(event)
    await socket.ping()
    socket.send({ ...event, event: 'test.other' })
    await socket.ping()
    const { body } = await server.call('POST', '/events/filter', {})
    expect(body.events.map((one: EventInput) => one.event)).toEqual(['test.happened'])
  })

  it.each([
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['no id', { occurred: '2026-01-01T00:00:00Z', event: 'x', resource: { 'prefect.resource.id': 'a' } }],
    ['a resource without id', { id: randomUUID(), occurred: '2026-01-01T00:00:00Z', event: 'x', resource: {} }],
    [
      'too long a name',
      { id: randomUUID(), occurred: '2026-01-01T00:00:00Z', event: 'x'.repeat(1025), resource: { 'prefect.resource.id': 'a' } },
    ],
    [
      '501 related resources',
      {
        id: randomUUID(),
        occurred: '2026-01-01T00:00:00Z',
        event: 'x',
        resource: { 'prefect.resource.id': 'a' },
        related: Array.from({ length: 501 }, () => ({ 'prefect.resource.id': 'b', 'prefect.resource.role': 'c' })),
      },
    ],
    ['NUL', { id: randomUUID(), occurred: '2026-01-01T00:00:00Z', event: 'a\0b', resource: { 'prefect.resource.id': 'a' } }],
  ])('passes over a frame with %s and stores those after it', async (_name, frame) => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/in', { subprotocol: '' })
    const event = eventOf(server)
    socket.send(frame)
    socket.send(event)
    await socket.ping()
    expect(await stored(server)).toEqual([event.id])
  })

  it('passes over a binary frame', async () => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/in', { subprotocol: '' })
    socket.socket.send(Buffer.from([1, 2, 3]))
    await socket.ping()
    expect(await stored(server)).toEqual([])
  })

  it('gives no receipt for what the database did not take', async () => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/in', { subprotocol: '' })
    server.context.store.write = () => Promise.reject(new Error('disk on fire'))
    socket.send(eventOf(server))
    socket.socket.ping()
    expect((await socket.closed).code).toBe(1013)
  })
})

describe('/events/out', () => {
  it('sends stored events oldest first, then those that happen, none twice', async () => {
    await using server = await openTestApp()
    const earlier = [eventOf(server), eventOf(server)]
    await server.call('POST', '/events', earlier.toReversed())
    const socket = await server.connect('/events/out')
    await socket.authenticate()
    socket.send({ type: 'filter', filter: {} })
    const first = [await socket.next(), await socket.next()]
    expect(first.map(({ type, event }) => [type, event.id])).toEqual(earlier.map(({ id }) => ['event', id]))
    const later = eventOf(server)
    await server.call('POST', '/events', [later])
    expect((await socket.next()).event).toMatchObject({ id: later.id, received: expect.any(String) })
  })

  it('sends only what the filter wants, from no more than fifteen minutes back', async () => {
    await using server = await openTestApp()
    const old = eventOf(server, { event: 'wanted.old', occurred: addSeconds(server.context.clock.now(), -1000) })
    const wanted = eventOf(server, { event: 'wanted.new' })
    await server.call('POST', '/events', [old, eventOf(server), wanted])
    const socket = await server.connect('/events/out')
    await socket.authenticate()
    socket.send({ type: 'filter', filter: { event: { prefix: ['wanted.'] }, occurred: { since: '2020-01-01T00:00:00Z' } } })
    expect((await socket.next()).event.id).toBe(wanted.id)
  })

  it('tells who asks for nothing stored of what was missed on the way', async () => {
    await using server = await openTestApp()
    const now = server.context.clock.now()
    const before = eventOf(server, { occurred: addSeconds(now, -60) })
    const missed = eventOf(server)
    await server.call('POST', '/events', [before, missed])
    const socket = await server.connect('/events/out')
    await socket.authenticate()
    socket.send({ type: 'filter', filter: {}, backfill: false, missed_since: addSeconds(now, -10) })
    expect((await socket.next()).event.id).toBe(missed.id)
    // Long after it was opened, an event of a computer whose clock is behind is still one that happens.
    const late = eventOf(server, { occurred: addSeconds(now, -120) })
    await server.call('POST', '/events', [late])
    expect((await socket.next()).event.id).toBe(late.id)
  })

  it('sends nothing stored when none is asked for', async () => {
    await using server = await openTestApp()
    await server.call('POST', '/events', [eventOf(server)])
    const socket = await server.connect('/events/out')
    await socket.authenticate()
    socket.send({ type: 'filter', filter: {}, backfill: false })
    await socket.ping()
    const live = eventOf(server)
    await server.call('POST', '/events', [live])
    expect((await socket.next()).event.id).toBe(live.id)
  })

  it.each([
    [{ type: 'hello' }, /^Expected 'filter' message/],
    [{ type: 'filter', filter: { bogus: 1 } }, /^Invalid filter: /],
    ['no json', /^Expected 'filter' message/],
  ])('closes on %j', async (frame, reason) => {
    await using server = await openTestApp()
    const socket = await server.connect('/events/out')
    await socket.authenticate()
    socket.send(frame)
    const closed = await socket.closed
    expect(closed.code).toBe(1002)
    expect(closed.reason).toMatch(reason)
  })
})

describe('/logs/out', () => {
  it('sends the lines that the filter wants as they arrive', async () => {
    await using server = await openTestApp()
    const flowRunId = randomUUID()
    const line = (message: string, level: number, run: string | null): object => ({
      name: 'n',
      level,
      message,
      timestamp: '2026-01-01T00:00:00Z',
      flow_run_id: run,
    })
    await server.call('POST', '/logs/', [line('before', 40, flowRunId)])
    const socket = await server.connect('/logs/out')
    await socket.authenticate()
    socket.send({ type: 'filter', filter: { flow_run_id: { any_: [flowRunId] }, level: { ge_: 30 } } })
    await socket.ping()
    await server.call('POST', '/logs/', [line('other run', 40, null), line('too low', 20, flowRunId), line('wanted', 30, flowRunId)])
    expect(await socket.next()).toMatchObject({ type: 'log', log: { message: 'wanted', flow_run_id: flowRunId } })
  })
})

it('tells listeners with 1012 that the server restarts', async () => {
  await using server = await openTestApp()
  const socket = await server.connect('/events/out')
  await socket.authenticate()
  await server.app.close()
  expect((await socket.closed).code).toBe(1012)
})
