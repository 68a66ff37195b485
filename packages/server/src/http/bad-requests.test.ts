import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../testing.ts'

let server: TestApp
let port: number

beforeAll(async () => {
  server = await openTestApp()
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  const address = server.app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen')
  ;({ port } = address)
})
afterAll(() => server[Symbol.asyncDispose]())

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return socket
}

/** Sends bytes as they are, and answers the statuses of what comes back until the server closes. */
async function statusesOf(bytes: string | Buffer): Promise<number[]> {
  const socket = await open()
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.write(bytes)
  await new Promise((resolve) => socket.once('close', resolve))
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
}

const request = (line: string, headers: readonly string[] = [], body = ''): string =>
  [line, 'host: 127.0.0.1', 'connection: close', ...headers, '', body].join('\r\n')

const post = (headers: readonly string[], body: string): string =>
  request('POST /api/flows/ HTTP/1.1', ['content-type: application/json', ...headers], body)

const BODY = '{"name":"raw"}'
const countFlows = async (): Promise<number> => (await server.call('POST', '/flows/count')).body

/** No flow is made by any of them. */
describe('a request that is none', () => {
  it.each<[string, string | Buffer, number]>([
    ['no request line', 'hello\r\n\r\n', 400],
    // As Node's parser reads it; there is nothing in it that could mislead a browser.
    ['HTTP/0.9', 'GET /api/health\r\n\r\n', 200],
    ['a version that is none', request('GET /api/health HTTP/9.9'), 400],
    ['an unknown method', request('BREW /api/flows/ HTTP/1.1'), 400],
    ['TRACE', request('TRACE /api/health HTTP/1.1'), 405],
    ['no host', 'GET /api/health HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    ['a foreign host', 'GET /api/health HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n', 421],
    ['a header of a hundred kilobytes', request('GET /api/health HTTP/1.1', [`x: ${'x'.repeat(100_000)}`]), 431],
    [
      'ten thousand headers',
      request(
        'GET /api/health HTTP/1.1',
        Array.from({ length: 10_000 }, (_, index) => `x${index}: y`),
      ),
      431,
    ],
    ['a header with a line of its own', request('GET /api/health HTTP/1.1', ['x: a\rb']), 400],
    ['a path of a hundred kilobytes', request(`GET /api/${'x'.repeat(100_000)} HTTP/1.1`), 431],
    ['two slashes', request('GET //api/flows/ HTTP/1.1'), 404],
    ['a way up', request('GET /api/../api/health HTTP/1.1'), 404],
    ['an encoded way up', request('GET /api/%2e%2e/api/health HTTP/1.1'), 404],
    ['two lengths', post(['content-length: 14', 'content-length: 15'], BODY), 400],
    ['a length and chunks', post(['content-length: 14', 'transfer-encoding: chunked'], BODY), 400],
    ['a negative length', post(['content-length: -1'], BODY), 400],
    ['chunks that are none', post(['transfer-encoding: chunked'], 'zz\r\nhello\r\n'), 400],
    ['fifty megabytes', post(['content-length: 52428800'], '{'), 413],
    ['a type that is not JSON', request('POST /api/flows/ HTTP/1.1', ['content-type: text/html', 'content-length: 14'], BODY), 422],
  ])('%s', async (_what, bytes, status) => {
    const before = await countFlows()
    expect(await statusesOf(bytes)).toEqual([status])
    expect(await countFlows()).toBe(before)
  })

  it('a compressed body is not unpacked, however much it would be', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, 0x20))
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/flows/',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      payload: bomb,
    })
    expect([400, 415, 422]).toContain(answer.statusCode)
  })

  it('several requests at once are answered in their order', async () => {
    const one = 'GET /api/health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'
    expect(await statusesOf(`${one}${one}${request('GET /api/nowhere HTTP/1.1')}`)).toEqual([200, 200, 404])
  })
})

describe('connections that do nothing', () => {
  it('hold up nobody, however many they are', async () => {
    const idle = await Promise.all(Array.from({ length: 1000 }, () => open()))
    for (const socket of idle) socket.on('error', () => undefined)
    for (const socket of idle.slice(0, 500)) socket.write('GET /api/hea')
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200)
    expect((await server.call('POST', '/flows/', { name: 'beside' })).status).toBe(201)
    for (const socket of idle) socket.destroy()
  })

  it('are closed when their headers do not come to an end, also if they send a little now and then', async () => {
    // A tenth of the time is as good to see that it holds.
    expect(server.app.server.headersTimeout).toBe(10_000)
    server.app.server.headersTimeout = 1000
    const socket = await open()
    socket.on('error', () => undefined)
    socket.write('GET /api/health HTTP/1.1\r\nhost: 127.0.0.1\r\n')
    const drip = setInterval(() => socket.write('x: y\r\n'), 100)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    clearInterval(drip)
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 408 /)
  })
})
