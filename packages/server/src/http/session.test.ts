import { describe, expect, it } from 'vitest'
import { openTestApp } from '../testing.ts'

const AUTH = { 'server.api.authString': 'admin:pass' }

describe('a session', () => {
  it('is not needed where there is no auth string', async () => {
    await using server = await openTestApp()
    expect((await server.call('GET', '/ui/session')).body).toMatchObject({ required: false, signed_in: true })
  })

  it('begins with the auth string, lets the browser in, and ends', async () => {
    await using server = await openTestApp({ ...AUTH })
    expect((await server.call('GET', '/ui/session')).body).toMatchObject({ required: true, signed_in: false })
    expect((await server.call('POST', '/ui/session', { auth_string: 'admin:wrong' })).status).toBe(403)
    const signedIn = await server.app.inject({ method: 'POST', url: '/api/ui/session', payload: { auth_string: 'admin:pass' } })
    expect(signedIn.statusCode).toBe(204)
    const set = String(signedIn.headers['set-cookie'])
    expect(set).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/)
    expect(set).not.toContain('pass')
    const [cookie = ''] = set.split(';')
    expect((await server.call('GET', '/hello', undefined, { cookie })).status).toBe(200)
    expect((await server.call('GET', '/ui/session', undefined, { cookie: `other=1; ${cookie}` })).body.signed_in).toBe(true)
    const out = await server.app.inject({ method: 'DELETE', url: '/api/ui/session', headers: { cookie } })
    expect(out.headers['set-cookie']).toContain('Max-Age=0')
  })

  it.each([
    'millrace_session=',
    'millrace_session=99999999999.forged',
    'millrace_session=1.jGq0',
    'millrace_session=0x1.x',
    'millrace_session',
  ])('is not one with the cookie %s', async (cookie) => {
    await using server = await openTestApp({ ...AUTH })
    expect((await server.call('GET', '/hello', undefined, { cookie })).status).toBe(401)
  })

  it('of another auth string holds no more', async () => {
    await using old = await openTestApp({ 'server.api.authString': 'admin:old' })
    const signedIn = await old.app.inject({ method: 'POST', url: '/api/ui/session', payload: { auth_string: 'admin:old' } })
    const [cookie = ''] = String(signedIn.headers['set-cookie']).split(';')
    await using server = await openTestApp({ ...AUTH })
    expect((await server.call('GET', '/hello', undefined, { cookie })).status).toBe(401)
  })
})
