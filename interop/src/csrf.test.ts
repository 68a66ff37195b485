import { createClient, createHttpTransport } from '@millrace/client'
import { startServer, type RunningServer } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPrefect } from './compat/prefect-server.ts'
import { GENERATIONS, preparePeer } from './peers.ts'
import { runPython } from './run-python.ts'

const ON = { PREFECT_SERVER_CSRF_PROTECTION_ENABLED: 'true' }

const TOKEN = 'prefect-csrf-token'
const CLIENT = 'prefect-csrf-client'

/** What a server answers to writes of all kinds of callers, those that know of tokens and those that do not. */
async function answersOf(url: string): Promise<unknown[]> {
  const answered: unknown[] = []
  const call = async (method: string, path: string, headers: Record<string, string>, made: readonly string[] = []): Promise<string> => {
    const json = { 'content-type': 'application/json', ...headers }
    const answer = await fetch(`${url}${path}`, { method, headers: json, ...(method === 'GET' ? {} : { body: '{"name":"x"}' }) })
    const body = (await answer.json()) as Record<string, string>
    const shown = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, made.includes(key) ? typeof value : value]))
    // Of what was made, each generation shows other fields.
    answered.push([method, path, answer.status, answer.status === 201 ? body['name'] : shown])
    return body['token'] ?? ''
  }
  const token = await call('GET', '/csrf-token?client=one', {}, ['id', 'created', 'updated', 'token', 'expiration'])
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) await call(method, '/flows/', {})
  await call('POST', '/flows/', { [TOKEN]: token })
  await call('POST', '/flows/', { [CLIENT]: 'one' })
  await call('POST', '/flows/', { [TOKEN]: 'x', [CLIENT]: 'one' })
  await call('POST', '/flows/', { [TOKEN]: token, [CLIENT]: 'two' })
  await call('POST', '/flows/', { [TOKEN]: token, [CLIENT]: 'one' })
  await call('POST', '/nowhere', {})
  await call('GET', '/hello-nobody', {})
  return answered
}

describe.each(GENERATIONS)('CSRF protection and Prefect %s', (generation) => {
  let server: RunningServer

  beforeAll(async () => {
    await preparePeer(generation)
    // By the name that Prefect has for it, which is taken too.
    server = await startServer(ON)
  })

  afterAll(() => server[Symbol.asyncDispose]())

  test('a real client runs a flow, for it fetches a token; one that takes no part is refused', async () => {
    const seen = await runPython(generation, server.url, ['csrf.py'])
    expect(seen).toEqual({ ran: 6, refused: expect.stringContaining('Missing CSRF token.') as string })
  })

  test('writes are answered as a real server answers them', async () => {
    await using prefect = await startPrefect(generation, ON)
    expect(await answersOf(server.url)).toEqual(await answersOf(prefect.url))
    const transport = createHttpTransport({ url: prefect.url, timeoutSeconds: 30, maxRetries: 3, jitterFactor: 0.2 })
    const flow = await createClient(transport).flows.create({ body: { name: 'of ours' } })
    await transport.close()
    expect(flow).toMatchObject({ name: 'of ours' })
  })
})
