import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../testing.ts'

const PROTECTED = { 'server.api.csrfProtectionEnabled': true }

const tokenFor = async (server: TestApp, client: string): Promise<string> =>
  (await server.call('GET', `/csrf-token?client=${client}`)).body.token

const headers = (client: string, token: string): Record<string, string> => ({ 'prefect-csrf-client': client, 'prefect-csrf-token': token })

describe('CSRF protection', () => {
  it('takes writes with the token of their client, of an earlier one too', async () => {
    await using server = await openTestApp(PROTECTED)
    const answer = await server.call('GET', '/csrf-token?client=ui')
    expect(answer).toMatchObject({ status: 200, body: { client: 'ui', token: expect.any(String) as string } })
    expect(Date.parse(answer.body.expiration) - Date.now()).toBeGreaterThan(3_500_000)
    await tokenFor(server, 'ui')
    expect((await server.call('POST', '/flows/', { name: 'x' }, headers('ui', answer.body.token))).status).toBe(201)
  })

  it.each<[string, Record<string, string>, string]>([
    ['without a token', {}, 'Missing CSRF token.'],
    ['without a client', { 'prefect-csrf-token': 'x' }, 'Missing client identifier.'],
    ['with a token that is none', headers('ui', 'x'), 'Invalid CSRF token or client identifier.'],
    ['with a token of nobody', headers('ui', `${'f'.repeat(12)}${'0'.repeat(64)}`), 'Invalid CSRF token or client identifier.'],
  ])('refuses writes %s', async (_, given, detail) => {
    await using server = await openTestApp(PROTECTED)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      expect(await server.call(method, '/flows/', { name: 'x' }, given)).toMatchObject({ status: 403, body: { detail } })
    }
    expect((await server.call('GET', '/hello')).status).toBe(200)
  })

  it("refuses another client's token", async () => {
    await using server = await openTestApp(PROTECTED)
    const token = await tokenFor(server, 'one')
    expect((await server.call('POST', '/flows/', { name: 'x' }, headers('two', token))).status).toBe(403)
  })

  it('refuses a token that has expired', async () => {
    await using server = await openTestApp({ ...PROTECTED, 'server.api.csrfTokenExpiration': 0.05 })
    const token = await tokenFor(server, 'ui')
    await setTimeout(60)
    expect((await server.call('POST', '/flows/', { name: 'x' }, headers('ui', token))).status).toBe(403)
  })

  it('asks for credentials first', async () => {
    await using server = await openTestApp({ ...PROTECTED, 'server.api.authString': 'a:b' })
    expect((await server.call('POST', '/flows/', { name: 'x' })).status).toBe(401)
  })
})
