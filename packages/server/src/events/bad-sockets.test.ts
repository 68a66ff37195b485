import { randomBytes, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openTestApp, type TestApp } from '../testing.ts'

const PATHS = ['/events/in', '/events/out', '/logs/out', '/task_runs/subscriptions/scheduled', '/work_pools/there/workers/connect']
const TOO_LARGE = 1009

let server: TestApp
let url: string

beforeAll(async () => {
  server = await openTestApp()
  await server.call('POST', '/work_pools/', { name: 'there', type: 'process' })
  url = `ws${(await server.app.listen({ host: '127.0.0.1', port: 0 })).slice(4)}/api`
})
afterAll(() => server[Symbol.asyncDispose]())

const opened = async (path: string, subprotocol = 'prefect'): Promise<WebSocket> => {
  const socket = new WebSocket(`${url}${path}`, subprotocol === '' ? [] : [subprotocol])
  socket.on('error', () => undefined)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}

const closeCode = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve))

const admitted = async (path: string): Promise<WebSocket> => {
  const socket = await opened(path)
  const answer = new Promise((resolve) => socket.once('message', resolve))
  socket.send(JSON.stringify({ type: 'auth', token: null }))
  await answer
  return socket
}

const event = (): object => ({
  id: randomUUID(),
  occurred: new Date().toISOString(),
  event: 'it',
  resource: { 'prefect.resource.id': 'a' },
})
const pong = (socket: WebSocket): Promise<unknown> => {
  const answer = new Promise((resolve) => socket.once('pong', resolve))
  socket.ping()
  return answer
}
const countEvents = async (): Promise<number> =>
  (await server.call('POST', '/events/filter', { filter: { event: { name: ['it'] } } })).body.total

describe.each(PATHS)('at %s', (path) => {
  it.each<[string, string | Buffer]>([
    ['binary', randomBytes(100)],
    ['no JSON', 'hello'],
    ['a list', '[]'],
    ['null', 'null'],
    ['another type', '{"type":"subscribe"}'],
    ['an auth without end', `{"type":"auth","token":${'['.repeat(10_000)}`],
    ['a prototype', '{"__proto__":{"type":"auth"}}'],
  ])('a first frame that is %s is refused, and the socket closed', async (_what, frame) => {
    const socket = await opened(path)
    const code = closeCode(socket)
    socket.send(frame)
    expect(await code).toBe(1008)
  })

  it('a frame of two megabytes is not taken', async () => {
    const socket = await opened(path)
    const code = closeCode(socket)
    socket.send(Buffer.alloc(2_000_000, 0x20))
    expect(await code).toBe(TOO_LARGE)
  })

  it('frames of chance after the opening end at most their own socket', async () => {
    const socket = await admitted(path)
    const ended = closeCode(socket)
    for (let count = 0; count < 200; count += 1)
      socket.send(count % 2 === 0 ? randomBytes(50) : JSON.stringify({ type: randomUUID(), filter: [] }))
    await Promise.race([ended, pong(socket)])
    socket.terminate()
    expect((await server.call('GET', '/ready')).status).toBe(200)
  })
})

describe('events', () => {
  it('behind and before what is none are stored', async () => {
    const socket = await admitted('/events/in')
    const before = await countEvents()
    for (const bad of ['{', '[]', '{"id":"x"}', JSON.stringify({ ...event(), resource: {} })]) {
      socket.send(JSON.stringify(event()))
      socket.send(bad)
    }
    socket.send(randomBytes(30))
    socket.send(JSON.stringify(event()))
    await pong(socket)
    expect((await countEvents()) - before).toBe(5)
    socket.terminate()
  })

  it('in ten thousand small frames are all stored, while others are served', async () => {
    const socket = await admitted('/events/in')
    const before = await countEvents()
    for (let count = 0; count < 10_000; count += 1) socket.send(JSON.stringify(event()))
    const receipt = pong(socket)
    expect((await server.call('GET', '/health')).status).toBe(200)
    await receipt
    expect((await countEvents()) - before).toBe(10_000)
    socket.terminate()
  })

  it('are told to readers although others never read', async () => {
    const deaf = await admitted('/events/out')
    deaf.send(JSON.stringify({ type: 'filter', filter: {} }))
    deaf.pause()
    const reader = await admitted('/events/out')
    reader.send(JSON.stringify({ type: 'filter', filter: { event: { name: ['it'] } } }))
    const heard = new Promise<Buffer>((resolve) => reader.once('message', resolve))
    await pong(reader)
    await server.call('POST', '/events', [event()])
    expect((await heard).toString()).toContain('"event":"it"')
    for (const socket of [deaf, reader]) socket.terminate()
  })
})

describe('a reader that never reads', () => {
  it('is let go, as nobody keeps megabytes for it', async () => {
    const deaf = await admitted('/events/out')
    deaf.send(JSON.stringify({ type: 'filter', filter: {}, backfill: false }))
    await pong(deaf)
    deaf.pause()
    const code = closeCode(deaf)
    const large = 'x'.repeat(1_000_000)
    for (let batch = 0; batch < 8; batch += 1) {
      const events = Array.from({ length: 4 }, () => ({ ...event(), payload: { large } }))
      expect((await server.call('POST', '/events', events)).status).toBe(204)
    }
    deaf.resume()
    expect(await code).toBe(1013)
  })
})

describe('a socket that breaks off', () => {
  it('in the midst of a frame leaves nothing of it', async () => {
    const before = await countEvents()
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.write(
      `GET /api/events/in HTTP/1.1\r\nhost: ${hostname}\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
        'sec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
    )
    await new Promise((resolve) => socket.once('data', resolve))
    // Final text frame, masked, of 200 bytes, of which 20 come.
    socket.write(Buffer.concat([Buffer.from([0x81, 0xfe, 0, 200, 0, 0, 0, 0]), Buffer.from(JSON.stringify(event()).slice(0, 20))]))
    socket.destroy()
    const other = await admitted('/events/in')
    await pong(other)
    expect(await countEvents()).toBe(before)
    other.terminate()
  })

  it('by a frame that breaks the protocol is closed for that', async () => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    let text = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => (text = Buffer.concat([text, chunk])))
    socket.on('error', () => undefined)
    socket.write(
      `GET /api/events/in HTTP/1.1\r\nhost: ${hostname}\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
        'sec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
    )
    await new Promise((resolve) => socket.once('data', resolve))
    // Without a mask, with a reserved bit set.
    socket.write(Buffer.from([0xf1, 0x01, 0x00]))
    await new Promise((resolve) => socket.once('close', resolve))
    expect((await server.call('GET', '/ready')).status).toBe(200)
  })
})
