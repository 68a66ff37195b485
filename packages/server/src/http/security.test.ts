import { describe, expect, it } from 'vitest'
import { openTestApp } from '../testing.ts'

const basic = (text: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

describe('basic authentication', () => {
  it.each([
    [{}, 401, { exception_message: 'Unauthorized' }],
    [basic('admin:wrong'), 401, { exception_message: 'Unauthorized' }],
    [basic('admin:pass2'), 401, { exception_message: 'Unauthorized' }],
    [{ authorization: 'Basic %%%' }, 401, { exception_message: 'Unauthorized' }],
    [{ authorization: `Bearer ${Buffer.from('admin:pass').toString('base64')}` }, 401, { exception_message: 'Unauthorized' }],
    [basic('admin:pass'), 200, '👋'],
  ])('with %j answers %i', async (headers, status, body) => {
    await using server = await openTestApp({ 'server.api.authString': 'admin:pass' })
    expect(await server.call('GET', '/hello', undefined, headers)).toMatchObject({ status, body })
  })

  it.each([
    ['/api/health', 200],
    ['/api/ready', 200],
    ['/api/health?x=1', 200],
    ['/api/flows/name/health', 401],
    ['/api/%68ealth', 401],
    ['/api//health', 401],
    ['/api/health/', 401],
    ['/api/health/../hello', 401],
    ['/openapi.json', 401],
    ['/docs', 401],
    ['/nowhere', 401],
  ])('leaves %s at %i without credentials', async (url, status) => {
    await using server = await openTestApp({ 'server.api.authString': 'admin:pass' })
    expect((await server.app.inject({ method: 'GET', url })).statusCode).toBe(status)
  })

  it('frees health for reading only', async () => {
    await using server = await openTestApp({ 'server.api.authString': 'admin:pass' })
    expect((await server.call('POST', '/health', {})).status).toBe(401)
  })
})

describe('pages of other sites', () => {
  it.each([
    [{ host: 'evil.example:4200' }, 421],
    [{ host: 'localhost.evil.example' }, 421],
    [{ host: 'localhost:4200' }, 201],
    [{ host: '[::1]:4200' }, 201],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'http://localhost:5173' }, 201],
  ])('a write with %j answers %i', async (headers, status) => {
    await using server = await openTestApp()
    expect((await server.call('POST', '/flows/', { name: 'x' }, headers)).status).toBe(status)
  })

  it('may call when their origin is configured, and are told so', async () => {
    await using server = await openTestApp({ 'server.api.corsAllowedOrigins': 'https://ui.example.com' })
    const origin = 'https://ui.example.com'
    const answer = await server.call('POST', '/flows/', { name: 'x' }, { origin })
    expect(answer).toMatchObject({ status: 201, headers: { 'access-control-allow-origin': origin } })
    const preflight = await server.app.inject({
      method: 'OPTIONS',
      url: '/api/flows/',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([204, origin])
    const other = await server.call('GET', '/hello', undefined, { origin: 'https://evil.example' })
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('get no CORS header by default', async () => {
    await using server = await openTestApp()
    const answer = await server.call('GET', '/hello', undefined, { origin: 'https://evil.example' })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('upgrades', () => {
  it('of paths without a socket are 404, by which clients know to poll', async () => {
    await using server = await openTestApp()
    await expect(server.connect('/work_pools/x/workers')).rejects.toThrow('404')
  })

  it('from pages of other sites are refused', async () => {
    await using server = await openTestApp()
    await expect(server.connect('/events/out', { headers: { origin: 'https://evil.example' } })).rejects.toThrow('403')
  })
})
