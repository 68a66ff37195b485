import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { createApp } from '../app.ts'
import { wholeRows } from '../store/whole-rows.ts'
import type { Schema } from '../store/schema.ts'
import { STORE_KINDS } from '../store/testing.ts'
import type { TestApp } from '../testing.ts'
import { basic, bearer, createKey, createUser, openAccounts, PASSWORD, ROOT, signIn } from './testing.ts'

const STRANGER = '203.0.113.5'

describe.each(STORE_KINDS)('users on %s', (kind) => {
  it('have names that are theirs in any case, and are listed by them', async () => {
    await using server = await openAccounts({}, kind)
    await createUser(server, 'Zoë', 'viewer')
    await createUser(server, 'ada', 'admin')
    for (const name of ['Ada', 'ADA', 'ZOË', 'ＡDA']) {
      const { status, body } = await server.call('POST', '/users/', { name, role: 'viewer', password: PASSWORD }, ROOT)
      expect([name, status, body.detail]).toEqual([name, 409, expect.stringContaining('already')])
    }
    const { body } = await server.call('GET', '/users/', undefined, ROOT)
    expect(body).toMatchObject([
      { name: 'ada', role: 'admin', disabled: false, last_sign_in: null },
      { name: 'Zoë', role: 'viewer' },
    ])
    expect(JSON.stringify(body)).not.toContain('argon2')
  })

  it('keep their last admin, whatever is asked at once', async () => {
    await using server = await openAccounts({}, kind)
    const [ada, bob] = [await createUser(server, 'ada', 'admin'), await createUser(server, 'bob', 'admin')]
    const asked = [
      server.call('DELETE', `/users/${ada}`, undefined, ROOT),
      server.call('PATCH', `/users/${bob}`, { role: 'viewer' }, ROOT),
      server.call('PATCH', `/users/${ada}`, { disabled: true }, ROOT),
      server.call('PATCH', `/users/${bob}`, { disabled: true }, ROOT),
    ]
    const refused = (await Promise.all(asked)).find(({ status }) => status === 409)
    expect(refused?.body.detail).toMatch(/^'\w+' is the last admin: make another user an admin first\.$/)
    const { body } = await server.call('GET', '/users/', undefined, ROOT)
    expect(body.filter(({ role, disabled }: { role: string; disabled: boolean }) => role === 'admin' && !disabled)).toHaveLength(1)
  })

  it('that are deleted, disabled or given another password are signed out, and their keys end with them', async () => {
    await using server = await openAccounts({}, kind)
    const id = await createUser(server, 'ada', 'developer')
    const may = async (headers: Record<string, string>): Promise<number> => (await server.call('GET', '/hello', undefined, headers)).status
    const first = await signIn(server, 'ada')
    const { key } = await createKey(server, { role: 'viewer' }, first)
    await server.call('PATCH', `/users/${id}`, { password: 'another password' }, ROOT)
    expect([await may(first), await may(bearer(key))]).toEqual([401, 200])
    const second = await signIn(server, 'ada', 'another password')
    await server.call('PATCH', `/users/${id}`, { disabled: true }, ROOT)
    expect([await may(second), await may(bearer(key))]).toEqual([401, 401])
    await expect(signIn(server, 'ada', 'another password')).rejects.toThrow('403')
    await server.call('PATCH', `/users/${id}`, { disabled: false }, ROOT)
    expect([await may(second), await may(bearer(key))]).toEqual([401, 200])
    const third = await signIn(server, 'ada', 'another password')
    expect((await server.call('DELETE', `/users/${id}`, undefined, ROOT)).status).toBe(204)
    expect([await may(third), await may(bearer(key))]).toEqual([401, 401])
    expect((await server.call('GET', '/api_keys/', undefined, ROOT)).body).toEqual([])
  })

  it('leave neither passwords, keys nor the ids of sessions in the database', async () => {
    await using server = await openAccounts({}, kind)
    const id = await createUser(server, 'ada', 'admin')
    const { cookie = '' } = await signIn(server, 'ada')
    const { key } = await createKey(server, {}, { cookie })
    await server.call('POST', '/flows/', { name: 'f' }, bearer(key))
    await server.call('PATCH', `/users/${id}`, { password: 'another password' }, { cookie })
    const secrets = [key.split('_')[2], cookie.split('=')[1], PASSWORD, 'another password']
    const rows = await server.context.store.read(async ({ db }) => {
      const all: unknown[] = []
      for (const table of Object.keys(wholeRows()) as (keyof Schema)[]) all.push(await db.selectFrom(table).selectAll().execute())
      return JSON.stringify(all)
    })
    expect(rows).toContain('argon2id')
    for (const secret of secrets) expect([secret, rows.includes(secret ?? '')]).toEqual([secret, false])
  })
})

it('no user is made of what is none', async () => {
  await using server = await openAccounts()
  const good = { name: 'x', role: 'viewer', password: PASSWORD }
  const names = ['', '-x', 'a b', 'a\u202eb', 'x'.repeat(101)].map((name) => ({ ...good, name }))
  for (const body of [
    ...names,
    { ...good, role: 'worker' },
    { ...good, password: 'short' },
    { name: 'x', role: 'viewer' },
    { ...good, id: 1 },
  ]) {
    expect([body, (await server.call('POST', '/users/', body, ROOT)).status]).toEqual([body, 422])
  }
  expect((await server.call('GET', '/users/', undefined, ROOT)).body).toEqual([])
})

it('a key is revoked for other servers on the same database too', async () => {
  await using server = await openAccounts({}, 'postgres')
  const other = createApp(server.context)
  const { id, key } = await createKey(server, { role: 'viewer' })
  const may = async (): Promise<number> => (await other.inject({ method: 'GET', url: '/api/hello', headers: bearer(key) })).statusCode
  expect(await may()).toBe(200)
  await server.call('DELETE', `/api_keys/${id}`, undefined, ROOT)
  expect((await server.call('GET', '/hello', undefined, bearer(key))).status).toBe(401)
  // The other has looked it up lately, and looks again after two seconds.
  const since = performance.now()
  while ((await may()) === 200) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(performance.now() - since).toBeLessThan(60_000)
  await other.close()
})

describe('keys', () => {
  it('are shown once, are listed with what they are for, and say to the minute when they were used', async () => {
    await using server = await openAccounts()
    await createUser(server, 'ada', 'developer')
    const ada = await signIn(server, 'ada')
    const made = await server.call('POST', '/api_keys/', { name: 'ci', holds_for: 3600 }, ada)
    expect(made).toMatchObject({ status: 201, body: { role: 'developer', user_name: 'ada', last_used: null } })
    const { key, ...shown } = made.body
    expect(key).toMatch(/^mlr_[0-9a-f]{8}_[\w-]{43}$/)
    expect(key.startsWith(shown.prefix)).toBe(true)
    expect((await server.call('GET', '/hello', undefined, bearer(key))).status).toBe(200)
    await expect
      .poll(async () => (await server.call('GET', '/api_keys/', undefined, ada)).body, { timeout: 30_000 })
      .toEqual([{ ...shown, last_used: expect.stringMatching(/^\d{4}-/) }])
  })

  it('of others are neither seen nor revoked, but by who administers', async () => {
    await using server = await openAccounts()
    for (const name of ['ada', 'bob']) await createUser(server, name, 'developer')
    const [ada, bob] = [await signIn(server, 'ada'), await signIn(server, 'bob')]
    const { id, key } = await createKey(server, {}, ada)
    expect((await server.call('GET', '/api_keys/', undefined, bob)).body).toEqual([])
    const unknown = await server.call('DELETE', '/api_keys/3f1c1d52-6d2c-4e3a-9d38-0b6f5f0a1a77', undefined, bob)
    expect(await server.call('DELETE', `/api_keys/${id}`, undefined, bob)).toMatchObject({ status: 404, body: unknown.body })
    const { key: worker } = await createKey(server, { role: 'worker' }, ada)
    expect((await server.call('DELETE', `/api_keys/${id}`, undefined, bearer(worker))).status).toBe(404)
    expect((await server.call('GET', '/api_keys/', undefined, ROOT)).body).toHaveLength(2)
    expect((await server.call('DELETE', `/api_keys/${id}`, undefined, ROOT)).status).toBe(204)
    expect((await server.call('GET', '/hello', undefined, bearer(key))).status).toBe(401)
  })

  it('do nothing that their maker may not do, now or later, and do not outlive the key that made them', async () => {
    await using server = await openAccounts()
    const id = await createUser(server, 'ada', 'developer')
    const ada = await signIn(server, 'ada')
    const create = (body: object, headers: Record<string, string>) => server.call('POST', '/api_keys/', { name: 'k', ...body }, headers)
    expect(await create({ role: 'admin' }, ada)).toMatchObject({ status: 403, body: { needs: 'administer' } })
    const { key: worker } = await createKey(server, { role: 'worker' }, ada)
    expect((await create({}, bearer(worker))).status).toBe(403)
    expect((await create({ role: 'viewer', work_pool_name: 'p' }, ada)).status).toBe(403)
    const short = await create({ holds_for: 60 }, ada)
    const child = await create({}, bearer(short.body.key))
    expect(child.body.expires).toBe(short.body.expires)
    const { key } = await createKey(server, {}, ada)
    const deploys = async (): Promise<number> =>
      (await server.call('DELETE', '/flows/3f1c1d52-6d2c-4e3a-9d38-0b6f5f0a1a77', undefined, bearer(key))).status
    expect(await deploys()).toBe(404)
    await server.call('PATCH', `/users/${id}`, { role: 'operator' }, ROOT)
    expect(await deploys()).toBe(403)
    expect((await create({ role: 'worker' }, ada)).body).toMatchObject({ needs: 'read-secrets' })
  })

  it('of one user are a hundred at most', async () => {
    await using server = await openAccounts()
    await createUser(server, 'ada', 'viewer')
    const ada = await signIn(server, 'ada')
    for (let made = 0; made < 100; made += 1) await createKey(server, {}, ada)
    expect(await server.call('POST', '/api_keys/', { name: 'k' }, ada)).toMatchObject({
      status: 409,
      body: { detail: 'You have 100 keys: revoke one first.' },
    })
  })

  it('are answered without a word of the database while it does not say whose they are', async () => {
    await using server = await openAccounts()
    const { key } = await createKey(server, { role: 'viewer' })
    const read = () => Promise.reject(new Error('select from account failed'))
    const broken = createApp({ ...server.context, store: { ...server.context.store, read } })
    const answer = await broken.inject({ method: 'GET', url: '/api/hello', headers: bearer(key) })
    expect([answer.statusCode, answer.json()]).toEqual([500, { exception_message: 'Internal Server Error' }])
    await broken.close()
  })

  it("of workers that an admin makes are the server's, and end when they are said to", async () => {
    await using server = await openAccounts()
    const id = await createUser(server, 'ada', 'admin')
    await createUser(server, 'bob', 'admin')
    const made = await server.call('POST', '/api_keys/', { name: 'w', role: 'worker', holds_for: 60 }, await signIn(server, 'ada'))
    expect(made.body).toMatchObject({ user_id: null, user_name: null })
    await server.call('DELETE', `/users/${id}`, undefined, ROOT)
    const later = createApp({ ...server.context, clock: { now: () => addSeconds(made.body.expires, 0) } })
    const headers = bearer(made.body.key)
    expect((await server.call('GET', '/hello', undefined, headers)).status).toBe(200)
    expect((await later.inject({ method: 'GET', url: '/api/hello', headers })).statusCode).toBe(401)
    await later.close()
  })
})

/** A server whose time a test decides. */
async function atTime(server: TestApp) {
  let now = server.context.clock.now()
  const app = createApp({ ...server.context, clock: { now: () => (now = addSeconds(now, 1e-6)) } })
  await app.ready()
  return {
    app,
    pass: (seconds: number) => (now = addSeconds(now, seconds)),
    session: async (headers: Record<string, string>, query = '') =>
      (await app.inject({ method: 'GET', url: `/api/ui/session${query}`, headers })).json(),
    [Symbol.asyncDispose]: () => app.close(),
  }
}

describe('a session of a user', () => {
  it('ends after eight idle hours and after seven days, which reading it does not put off unless that is said', async () => {
    await using server = await openAccounts()
    await createUser(server, 'ada', 'viewer')
    await using timed = await atTime(server)
    const first = await signIn(timed, 'ada')
    timed.pass(8 * 3600 - 10)
    // What a page calls of itself, with nobody there, is no use of the session.
    const unattended = { ...first, 'millrace-unattended': 'true' }
    expect((await timed.app.inject({ method: 'GET', url: '/api/hello', headers: unattended })).statusCode).toBe(200)
    expect(await timed.session(first)).toMatchObject({ signed_in: true, user: { name: 'ada', role: 'viewer' }, rights: ['read'] })
    timed.pass(20)
    expect(await timed.session(first)).toMatchObject({ required: true, signed_in: false, user: null, rights: [] })
    const used = await signIn(timed, 'ada')
    timed.pass(8 * 3600 - 10)
    await timed.app.inject({ method: 'GET', url: '/api/hello', headers: used })
    timed.pass(20)
    expect((await timed.session(used)).signed_in).toBe(true)
    const second = await signIn(timed, 'ada')
    const begun = await timed.session(second)
    for (let hours = 0; hours < 168 - 7; hours += 7) {
      timed.pass(7 * 3600)
      expect((await timed.session(second, '?renew=true')).signed_in).toBe(true)
    }
    expect(await timed.session(second)).toMatchObject({ ends: begun.ends_at_latest, ends_at_latest: begun.ends_at_latest })
    timed.pass(7 * 3600)
    expect((await timed.session(second, '?renew=true')).signed_in).toBe(false)
  })

  it('is another at every signing in, ends at signing out, and everywhere if that is asked for', async () => {
    await using server = await openAccounts()
    await createUser(server, 'ada', 'viewer')
    const may = async (headers: Record<string, string>): Promise<number> => (await server.call('GET', '/hello', undefined, headers)).status
    const first = await signIn(server, 'ada')
    const second = await signIn(server, 'ada', PASSWORD, first)
    expect(second['cookie']).not.toBe(first['cookie'])
    expect([await may(first), await may(second)]).toEqual([401, 200])
    const third = await signIn(server, 'ADA')
    await server.call('DELETE', '/ui/session', undefined, third)
    expect([await may(second), await may(third)]).toEqual([200, 401])
    const fourth = await signIn(server, 'ada')
    await server.call('DELETE', '/ui/session?everywhere=true', undefined, second)
    expect([await may(second), await may(fourth)]).toEqual([401, 401])
  })

  it('goes on when the password is changed in it, and all others end', async () => {
    await using server = await openAccounts()
    await createUser(server, 'ada', 'viewer')
    const [here, there] = [await signIn(server, 'ada'), await signIn(server, 'ada')]
    const change = (old: string, headers: Record<string, string>) =>
      server.call('POST', '/ui/session/password', { old, new: 'another password' }, headers)
    expect(await change('wrong', here)).toMatchObject({ status: 403, body: { detail: 'That is not your password.' } })
    expect((await change(PASSWORD, here)).status).toBe(204)
    expect((await server.call('GET', '/hello', undefined, here)).status).toBe(200)
    expect((await server.call('GET', '/hello', undefined, there)).status).toBe(401)
    await expect(signIn(server, 'ada')).rejects.toThrow('403')
    await signIn(server, 'ada', 'another password')
    expect((await change('another password', ROOT)).status).toBe(403)
  })

  it('has a cookie that scripts cannot read, and under TLS one that no neighbour can set', async () => {
    await using server = await openAccounts()
    await createUser(server, 'ada', 'viewer')
    const set = async (headers: Record<string, string>): Promise<string> => {
      const payload = { name: 'ada', password: PASSWORD }
      return String((await server.app.inject({ method: 'POST', url: '/api/ui/session', payload, headers })).headers['set-cookie'])
    }
    expect(await set({})).toMatch(/^millrace_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/)
    const tls = { 'x-forwarded-proto': 'https' }
    const cookie = await set(tls)
    expect(cookie).toMatch(/^__Host-millrace_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/)
    const planted = cookie.split(';')[0]?.replace('__Host-', '') ?? ''
    expect((await server.call('GET', '/hello', undefined, { ...tls, cookie: planted })).status).toBe(401)
    expect((await server.call('GET', '/hello', undefined, { ...tls, cookie: `__Host-${planted}` })).status).toBe(200)
  })
})

describe('signing in', () => {
  it('says the same of a wrong password, a name that nobody has, and one who is disabled', async () => {
    await using server = await openAccounts()
    const id = await createUser(server, 'ada', 'viewer')
    const refused = { detail: 'That is not the name and the password of a user.' }
    const attempt = (name: string, password: string) => server.call('POST', '/ui/session', { name, password })
    expect(await attempt('ada', 'wrong')).toMatchObject({ status: 403, body: refused })
    expect(await attempt('nobody', PASSWORD)).toMatchObject({ status: 403, body: refused })
    expect(await attempt('', '')).toMatchObject({ status: 403, body: refused })
    // Names that failed are remembered.
    expect((await attempt('x'.repeat(101), PASSWORD)).status).toBe(422)
    expect((await attempt('ada', 'x'.repeat(1001))).status).toBe(422)
    await server.call('PATCH', `/users/${id}`, { disabled: true }, ROOT)
    expect(await attempt('ada', PASSWORD)).toMatchObject({ status: 403, body: refused })
  })

  it('makes who guesses at a name wait, from this machine too, and leaves other names alone', async () => {
    await using server = await openAccounts()
    for (const name of ['ada', 'bob']) await createUser(server, name, 'viewer')
    const attempt = (name: string, password: string, remoteAddress = '127.0.0.1') =>
      server.app.inject({ method: 'POST', url: '/api/ui/session', payload: { name, password }, remoteAddress })
    for (const name of ['ada', 'ADA', 'Ada', 'aDa', 'ada']) expect((await attempt(name, 'wrong')).statusCode).toBe(403)
    const waits = await attempt('ada', PASSWORD)
    expect([waits.statusCode, waits.headers['retry-after']]).toEqual([429, '1'])
    expect((await attempt('bob', PASSWORD)).statusCode).toBe(204)
    expect((await attempt('ada', PASSWORD, STRANGER)).statusCode).toBe(204)
  })

  it('brings an old hash up to date', async () => {
    await using server = await openAccounts()
    const id = await createUser(server, 'ada', 'viewer')
    const old = '$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCPb06_Xc0hGHAbNgf0469qou6kE-OPqm1Q_ZUXaHyQ'.replace(
      /[^$]+$/,
      Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex').toString('base64url'),
    )
    const { store } = server.context
    await store.write(({ db }) => db.updateTable('account').set({ password: old }).where('id', '=', id).execute())
    await signIn(server, 'ada', 'pleaseletmein')
    const { password } = await store.read(({ db }) => db.selectFrom('account').select('password').executeTakeFirstOrThrow())
    expect(password).toContain('$argon2id$m=19456')
    await signIn(server, 'ada', 'pleaseletmein')
  })
})

describe('a server without accounts', () => {
  it('makes no users and keys, takes none, and says how to have them', async () => {
    await using server = await openAccounts({ 'server.accounts.enabled': false })
    const refused = { status: 403, body: { detail: expect.stringContaining('MILLRACE_SERVER_ACCOUNTS_ENABLED') } }
    expect(await server.call('POST', '/users/', { name: 'ada', role: 'admin', password: PASSWORD }, ROOT)).toMatchObject(refused)
    expect(await server.call('POST', '/api_keys/', { name: 'k', role: 'admin' }, ROOT)).toMatchObject(refused)
    expect((await server.call('POST', '/ui/session', { name: 'ada', password: PASSWORD })).status).toBe(403)
    expect((await server.call('GET', '/hello', undefined, basic(`x:mlr_00000000_${'A'.repeat(43)}`))).status).toBe(401)
  })
})
