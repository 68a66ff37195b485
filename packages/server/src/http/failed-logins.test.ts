import { describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../testing.ts'
import { FailedLogins } from './failed-logins.ts'

const STRANGER = '203.0.113.5'

describe('failed logins', () => {
  it('make an address wait longer and longer, up to a minute, and are forgiven one a minute', () => {
    let now = 0
    const logins = new FailedLogins(() => now)
    const waits = Array.from({ length: 13 }, () => {
      logins.failed(STRANGER)
      return logins.secondsLeft(STRANGER)
    })
    expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(logins.secondsLeft('203.0.113.6')).toBe(0)
    now += 59_001
    expect(logins.secondsLeft(STRANGER)).toBe(1)
    now += 600_000
    expect(logins.secondsLeft(STRANGER)).toBe(0)
    logins.failed(STRANGER)
    expect(logins.secondsLeft(STRANGER)).toBe(0)
  })

  it('are remembered of ten thousand addresses, and not of this machine', () => {
    const logins = new FailedLogins(() => 0)
    for (let times = 0; times < 20; times += 1) for (const own of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) logins.failed(own)
    expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map((own) => logins.secondsLeft(own))).toEqual([0, 0, 0])
    for (let times = 0; times < 5; times += 1) logins.failed(STRANGER)
    for (let other = 0; other < 10_000; other += 1) logins.failed(`10.0.${other >> 8}.${other & 255}`)
    expect(logins.secondsLeft(STRANGER)).toBe(0)
  })
})

const AUTH = { 'server.api.authString': 'admin:pass' }
const basic = (text: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

interface From {
  readonly address?: string
  readonly headers?: Record<string, string>
}

const hello = async (server: TestApp, { address = STRANGER, headers = {} }: From): Promise<number> =>
  (await server.app.inject({ method: 'GET', url: '/api/hello', remoteAddress: address, headers })).statusCode

const signIn = (server: TestApp, text: string, address = STRANGER) =>
  server.app.inject({ method: 'POST', url: '/api/ui/session', remoteAddress: address, payload: { auth_string: text } })

describe('a server with credentials', () => {
  it('looks at none of an address that guesses, right or wrong, until it has waited', async () => {
    await using server = await openTestApp(AUTH)
    for (let times = 0; times < 5; times += 1) expect(await hello(server, { headers: basic(`admin:${times}`) })).toBe(401)
    const refused = await server.app.inject({ method: 'GET', url: '/api/hello', remoteAddress: STRANGER, headers: basic('admin:pass') })
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1'])
    expect(refused.json()).toEqual({ detail: 'Too many failed logins from this address; try again in 1 s.' })
    expect((await signIn(server, 'admin:pass')).statusCode).toBe(429)
    expect(await hello(server, {})).toBe(401)
    expect(await hello(server, { address: '203.0.113.6', headers: basic('admin:pass') })).toBe(200)
  })

  it('counts guesses in the form of the web UI, and leaves alone who is signed in', async () => {
    await using server = await openTestApp(AUTH)
    const [cookie = ''] = String((await signIn(server, 'admin:pass')).headers['set-cookie']).split(';')
    for (let times = 0; times < 5; times += 1) expect((await signIn(server, `admin:${times}`)).statusCode).toBe(403)
    expect((await signIn(server, 'admin:pass')).statusCode).toBe(429)
    expect(await hello(server, { headers: { cookie } })).toBe(200)
  })

  it('counts guesses where it says whether one is signed in', async () => {
    await using server = await openTestApp(AUTH)
    const ask = (text: string) =>
      server.app.inject({ method: 'GET', url: '/api/ui/session', remoteAddress: STRANGER, headers: basic(text) })
    for (let times = 0; times < 5; times += 1) expect((await ask(`admin:${times}`)).json()).toMatchObject({ signed_in: false })
    expect((await ask('admin:pass')).statusCode).toBe(429)
  })

  it('does not count what pages of other sites made a browser send', async () => {
    await using server = await openTestApp(AUTH)
    const headers = { origin: 'https://evil.example' }
    const payload = { auth_string: 'x' }
    for (let times = 0; times < 6; times += 1) {
      const answer = await server.app.inject({ method: 'POST', url: '/api/ui/session', remoteAddress: STRANGER, headers, payload })
      expect(answer.statusCode).toBe(403)
    }
    expect(await hello(server, { headers: basic('admin:pass') })).toBe(200)
  })

  it('knows addresses behind the proxies that it is told of, and believes nobody else', async () => {
    await using server = await openTestApp({ ...AUTH, 'server.api.trustedProxies': '10.0.0.0/8' })
    const behind = (address: string): Record<string, string> => ({ 'x-forwarded-for': address })
    for (let times = 0; times < 5; times += 1)
      expect(await hello(server, { address: '10.1.2.3', headers: { ...basic('admin:x'), ...behind(STRANGER) } })).toBe(401)
    const good = basic('admin:pass')
    expect(await hello(server, { address: '10.1.2.3', headers: { ...good, ...behind(STRANGER) } })).toBe(429)
    expect(await hello(server, { address: '10.1.2.3', headers: { ...good, ...behind('203.0.113.6') } })).toBe(200)
    expect(await hello(server, { headers: { ...good, ...behind('203.0.113.6') } })).toBe(429)
  })
})
