import { expect, test } from 'vitest'
import { createClient } from '../client.ts'
import { ServerUnreachable } from '../errors.ts'
import { createHttpTransport, type HttpTransportOptions } from './http.ts'

interface Seen {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string
}

/** A transport whose `fetch` gives the answers in turn, the last one for ever, and what it was asked. */
function setup(answers: readonly (() => Response)[], options: Partial<HttpTransportOptions> = {}) {
  const seen: Seen[] = []
  const transport = createHttpTransport({
    url: 'http://server.test/api/',
    timeoutSeconds: 5,
    maxRetries: 3,
    jitterFactor: 0,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      seen.push({ url: request.url, method: request.method, headers: request.headers, body: await request.text() })
      const answer = answers[Math.min(seen.length, answers.length) - 1]
      if (answer === undefined) throw new TypeError('fetch failed')
      return answer()
    },
    ...options,
  })
  return { transport, seen }
}

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (): Response =>
    new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

test('sends JSON with the headers of the protocol and answers the parsed body', async () => {
  const { transport, seen } = setup([answer(201, { id: 1 })], { authString: 'ada:pässword' })
  const response = await transport.send({ method: 'POST', path: '/flows/', body: { name: 'a' } })
  expect(response).toMatchObject({ status: 201, body: { id: 1 } })
  const [request] = seen
  expect(request).toMatchObject({ url: 'http://server.test/api/flows/', method: 'POST', body: '{"name":"a"}' })
  expect(request?.headers.get('x-prefect-api-version')).toBe('0.8.4')
  expect(request?.headers.get('user-agent')).toMatch(/^millrace\/\d+\.\d+\.\d+ \(API 0\.8\.4\)$/)
  expect(request?.headers.get('content-type')).toBe('application/json')
  expect(request?.headers.get('authorization')).toBe('Basic YWRhOnDDpHNzd29yZA==')
})

test('sends an API key as a bearer token', async () => {
  const { transport, seen } = setup([answer(200, true)], { apiKey: 'key' })
  await transport.send({ method: 'GET', path: '/health' })
  expect(seen[0]?.headers.get('authorization')).toBe('Bearer key')
  expect(seen[0]?.headers.get('content-type')).toBeNull()
})

test('answers undefined for no body and text for what is no JSON', async () => {
  const { transport } = setup([answer(204, undefined), () => new Response('oops', { status: 500 })])
  expect((await transport.send({ method: 'DELETE', path: '/flows/1' })).body).toBeUndefined()
  expect(await transport.send({ method: 'GET', path: '/flows/1' })).toMatchObject({ status: 500, body: 'oops' })
})

test.each([408, 429, 502, 503])('repeats a call that was answered %i after the time the server asks for', async (status) => {
  const { transport, seen } = setup([answer(status, {}, { 'retry-after': '0' }), answer(200, 'ok')])
  expect((await transport.send({ method: 'GET', path: '/hello' })).body).toBe('ok')
  expect(seen).toHaveLength(2)
})

test('answers the last refusal once the repeats are used up', async () => {
  const { transport, seen } = setup([answer(503, { exception_message: 'Service Unavailable' }, { 'retry-after': '0' })])
  expect((await transport.send({ method: 'GET', path: '/hello' })).status).toBe(503)
  expect(seen).toHaveLength(4)
})

test('does not repeat other refusals', async () => {
  const { transport, seen } = setup([answer(409, { detail: 'no' })])
  expect((await transport.send({ method: 'POST', path: '/flows/', body: {} })).status).toBe(409)
  expect(seen).toHaveLength(1)
})

test('gives up a server that never answered, naming its address', async () => {
  const { transport } = setup([], { url: 'http://127.0.0.1:1/api', fetch, firstContactSeconds: 0 })
  const failure = transport.send({ method: 'GET', path: '/health' })
  await expect(failure).rejects.toBeInstanceOf(ServerUnreachable)
  await expect(failure).rejects.toThrow(/http:\/\/127\.0\.0\.1:1\/api/)
})

test('waits for a server that is known to be there as for one that answered before', async () => {
  let calls = 0
  const away = (): Response => {
    calls += 1
    throw new TypeError('other side closed')
  }
  const { transport } = setup([away, answer(200, true)], { known: true, firstContactSeconds: 0 })
  expect(await transport.send({ method: 'GET', path: '/health' })).toMatchObject({ status: 200 })
  expect(calls).toBe(1)
})

test('waits for a server that comes up within the time of first contact', async () => {
  const refused = (): Response => {
    throw new TypeError('fetch failed')
  }
  const { transport, seen } = setup([refused, answer(200, true)])
  expect((await transport.send({ method: 'GET', path: '/health' })).body).toBe(true)
  expect(seen).toHaveLength(2)
})

test('fetches a CSRF token after the first refusal and sends it from then on', async () => {
  const { transport, seen } = setup([answer(403, { detail: 'Missing CSRF token.' }), answer(200, { token: 'secret' }), answer(201, {})])
  expect((await transport.send({ method: 'POST', path: '/flows/', body: {} })).status).toBe(201)
  await transport.send({ method: 'PATCH', path: '/flows/1', body: {} })
  expect(seen.map(({ method, headers }) => [method, headers.get('prefect-csrf-token')])).toEqual([
    ['POST', null],
    ['GET', null],
    ['POST', 'secret'],
    ['PATCH', 'secret'],
  ])
  expect(seen[1]?.url).toContain(`/csrf-token?client=${seen[2]?.headers.get('prefect-csrf-client')}`)
})

test('leaves a refusal as it is when the server has no CSRF token to give', async () => {
  const { transport, seen } = setup([answer(403, { detail: 'CSRF' }), answer(422, { detail: 'CSRF protection is disabled.' })])
  expect((await transport.send({ method: 'POST', path: '/flows/', body: {} })).status).toBe(403)
  expect(seen).toHaveLength(2)
})

test('stops at once, with the reason, when the caller aborts', async () => {
  const { transport } = setup([answer(503, {}, { 'retry-after': '60' })])
  const controller = new AbortController()
  const pending = transport.send({ method: 'GET', path: '/hello', signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(pending).rejects.toThrow('enough')
})

test('says of a 404 that the address has no /api, where it has none', async () => {
  const wrong = setup([answer(404, { detail: 'Not Found' })], { url: 'http://server.test' })
  await expect(createClient(wrong.transport).flows.filter({ body: {} })).rejects.toThrow(
    'POST /flows/filter was answered 404: Not Found; the address http://server.test has no /api: is it http://server.test/api?',
  )
  const right = setup([answer(404, { detail: 'Not Found' })])
  await expect(createClient(right.transport).flows.filter({ body: {} })).rejects.toThrow(/404: Not Found$/)
})
