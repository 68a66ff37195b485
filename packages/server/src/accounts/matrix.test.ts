import {
  KEY_ROLES,
  type Right,
  RIGHTS_OF,
  ROLES,
  ROUTE_RIGHTS,
  routes,
  type RouteSpec,
  type Routes,
  SOCKET_RIGHTS,
} from '@millrace/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { safeParse } from 'zod'
import type { TestApp } from '../testing.ts'
import { AUTH_STRING, basic, bearer, createKey, createUser, openAccounts, ROOT, signIn } from './testing.ts'

const ID = '3f1c1d52-6d2c-4e3a-9d38-0b6f5f0a1a77'

/** Of which each path takes one. */
const WORDS = [ID, 'flow', 'day', 'x']

/** One call for every operation, of objects that are not there. */
interface Asked {
  readonly action: string
  readonly method: RouteSpec['method']
  readonly path: string
  readonly needs: Right | null
}

const OPERATIONS: readonly Asked[] = Object.entries(routes as Readonly<Record<string, Routes>>).flatMap(([group, members]) =>
  Object.entries(members).map(([name, spec]) => ({
    action: `${group}.${name}`,
    method: spec.method,
    path: pathOf(spec),
    needs: (ROUTE_RIGHTS as unknown as Readonly<Record<string, Readonly<Record<string, Right | null>>>>)[group]?.[name] ?? null,
  })),
)

/** The path with something for every parameter that the route takes. */
function pathOf({ path, params }: RouteSpec): string {
  const values = Object.fromEntries(
    Object.entries(params?.shape ?? {}).map(([name, schema]) => [name, WORDS.find((word) => safeParse(schema, word).success)]),
  )
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x')
}

/** Calls every operation with these headers; what each was answered in place of what it should be. */
async function differences(server: TestApp, headers: Record<string, string>, expected: (asked: Asked) => 401 | Right | 'admitted') {
  const wrong: string[] = []
  for (const asked of OPERATIONS) {
    // It would end the session that the others are asked with.
    if (asked.action === 'sessions.signOut') continue
    const { status, body } = await server.call(asked.method, asked.path, asked.method === 'GET' ? undefined : {}, headers)
    const was = status === 401 ? 401 : status === 403 && typeof body?.needs === 'string' ? body.needs : 'admitted'
    if (was !== expected(asked) || status >= 500) wrong.push(`${asked.action}: ${status} ${JSON.stringify(body)}`)
  }
  return wrong
}

const FREE = new Set(['admin.health', 'admin.ready', 'sessions.read', 'sessions.signIn'])
const withRights = (rights: readonly Right[]) => (asked: Asked) =>
  asked.needs === null || rights.includes(asked.needs) ? 'admitted' : asked.needs

describe('every operation', () => {
  let server: TestApp
  beforeAll(async () => {
    server = await openAccounts()
    for (const role of ROLES) await createUser(server, role, role)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('is free without credentials for probes and signing in alone', () => {
    expect(
      OPERATIONS.filter(({ needs }) => needs === null)
        .map(({ action }) => action)
        .toSorted(),
    ).toEqual([...FREE, 'sessions.signOut'].toSorted())
  })

  it('asks for credentials', async () => {
    const { id, key } = await createKey(server, { role: 'admin' })
    await server.call('DELETE', `/api_keys/${id}`, undefined, ROOT)
    const refused = (asked: Asked): 401 | 'admitted' => (FREE.has(asked.action) ? 'admitted' : 401)
    const forged = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`
    const wrong = [
      {},
      bearer(key),
      bearer(forged),
      basic(`ada:${key}`),
      basic('root:wrong'),
      { cookie: `millrace_session=${'A'.repeat(43)}` },
    ]
    for (const headers of wrong) expect(await differences(server, headers, refused)).toEqual([])
  })

  it.each(KEY_ROLES)('admits a key of the role %s as the table says', async (role) => {
    const { key } = await createKey(server, { role })
    expect(await differences(server, bearer(key), withRights(RIGHTS_OF[role]))).toEqual([])
  })

  it.each(ROLES)('admits the session of a user of the role %s as the table says', async (role) => {
    expect(await differences(server, await signIn(server, role), withRights(RIGHTS_OF[role]))).toEqual([])
  })

  it('admits the auth string', async () => {
    expect(await differences(server, ROOT, () => 'admitted')).toEqual([])
  })

  it('admits a key in the form of an auth string, under any name', async () => {
    const { key } = await createKey(server, { role: 'viewer' })
    for (const name of ['', 'anything']) expect((await server.call('GET', '/hello', undefined, basic(`${name}:${key}`))).status).toBe(200)
    expect((await server.call('POST', '/flows/', { name: 'f' }, basic(`x:${key}`))).status).toBe(403)
  })

  it('is described to who may read', async () => {
    for (const url of ['/docs', '/openapi.json']) expect((await server.app.inject({ method: 'GET', url })).statusCode).toBe(401)
    const { key } = await createKey(server, { role: 'viewer' })
    expect((await server.app.inject({ method: 'GET', url: '/docs', headers: bearer(key) })).statusCode).toBe(200)
  })
})

describe('every socket', () => {
  const SOCKETS = Object.entries(SOCKET_RIGHTS) as [keyof typeof SOCKET_RIGHTS, Right][]
  const CHANNEL = '/work_pools/{name}/workers/connect'

  /** What the first frame is answered: the type of a frame, or the reason of the close. */
  async function opened(server: TestApp, path: string, token: string | null, headers: Record<string, string> = {}): Promise<string> {
    const socket = await server.connect(path.replace('{name}', 'p'), { headers })
    socket.send({ type: 'auth', token })
    return await Promise.race([socket.next().then(({ type }) => type), socket.closed.then(({ code, reason }) => `${code} ${reason}`)])
  }

  it('asks for credentials in its first frame', async () => {
    for (const [path] of SOCKETS) {
      // One each, as who guesses has to wait.
      await using server = await openAccounts()
      const { key } = await createKey(server, { role: 'admin' })
      for (const token of [null, '', `${key}x`, 'root:wrong', `mlr_00000000_${key.slice(13)}`]) {
        const refused =
          path === CHANNEL ? '1008 authentication_failed' : token ? '1008 Invalid token' : '1008 Auth required but no token provided'
        expect([path, token, await opened(server, path, token)]).toEqual([path, token, refused])
      }
      const bare = await server.connect(path.replace('{name}', 'p'), { subprotocol: '' })
      expect((await bare.closed).code).toBe(1002)
    }
  })

  it('admits keys, keys in auth strings, sessions and the auth string as the table says', async () => {
    await using server = await openAccounts()
    for (const role of ROLES) await createUser(server, role, role)
    for (const role of KEY_ROLES) {
      const { key } = await createKey(server, { role })
      const cookie = role === 'worker' ? undefined : await signIn(server, role)
      for (const [path, needs] of SOCKETS) {
        const refused = path === CHANNEL ? '1008 authorization_failed' : `1008 This needs the right '${needs}'`
        const expected = RIGHTS_OF[role].includes(needs) ? 'auth_success' : refused
        const answers = [await opened(server, path, key), await opened(server, path, `name:${key}`)]
        if (cookie !== undefined) answers.push(await opened(server, path, null, cookie))
        expect([role, path, ...new Set(answers)]).toEqual([role, path, expected])
      }
    }
    for (const [path] of SOCKETS) expect(await opened(server, path, AUTH_STRING)).toBe('auth_success')
  })

  it('closes when the key is revoked, the session ends, or the user may no longer do what it is for', async () => {
    await using server = await openAccounts()
    const id = await createUser(server, 'ada', 'operator')
    const ada = await signIn(server, 'ada')
    const { id: keyId, key } = await createKey(server, { role: 'worker' })
    const byKey = await server.connect('/events/in')
    await byKey.authenticate(key)
    const [reads, tells, signedOut] = await Promise.all(
      ['/logs/out', '/events/in', '/logs/out'].map(async (path, index) => {
        const socket = await server.connect(path, { headers: index === 2 ? await signIn(server, 'ada') : ada })
        await socket.authenticate()
        return { socket, cookie: ada }
      }),
    )
    await server.call('DELETE', `/api_keys/${keyId}`, undefined, ROOT)
    expect(await byKey.closed).toEqual({ code: 1008, reason: 'The session or key has ended' })
    await server.call('PATCH', `/users/${id}`, { role: 'viewer' }, ROOT)
    expect(await tells?.socket.closed).toEqual({ code: 1008, reason: 'The session or key has ended' })
    expect(reads?.socket.socket.readyState).toBe(1)
    await server.call('DELETE', '/ui/session?everywhere=true', undefined, ada)
    expect((await reads?.socket.closed)?.code).toBe(1008)
    expect((await signedOut?.socket.closed)?.code).toBe(1008)
  })
})
