import { expect, it } from 'vitest'
import { newAccount } from '../accounts/new-account.ts'
import { hashPassword } from '../accounts/passwords.ts'
import { insertAccount } from '../store/queries/accounts.ts'
import { openTestApp, type TestApp } from '../testing.ts'
import { entriesIn } from './testing.ts'

const PASSWORD = 'correct horse'

/** A server whose users are asked for, with the admin Ada. */
async function withAdmin(): Promise<TestApp> {
  const server = await openTestApp({ 'server.accounts.enabled': true, 'server.api.authString': 'shared:string' })
  const account = newAccount({ name: 'ada', role: 'admin', password: await hashPassword(PASSWORD) }, server.context.clock.now())
  await server.context.store.write((tx) => insertAccount(tx, account))
  return server
}

async function signIn(server: TestApp, payload: object): Promise<{ status: number; cookie: string }> {
  const { statusCode, headers } = await server.app.inject({ method: 'POST', url: '/api/ui/session', payload })
  return { status: statusCode, cookie: String(headers['set-cookie'] ?? '').split(';')[0] ?? '' }
}

it('has who signed in and out, and what they did to users and keys', async () => {
  await using server = await withAdmin()
  expect((await signIn(server, { name: 'ada', password: 'hunter2 hunter2' })).status).toBe(403)
  expect((await signIn(server, { name: 'eve', password: 'hunter2 hunter2' })).status).toBe(403)
  const { cookie } = await signIn(server, { name: 'Ada', password: PASSWORD })
  const call = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): ReturnType<TestApp['call']> =>
    await server.call(method, path, body, { cookie })
  const { body: grace } = await call('POST', '/users/', { name: 'grace', role: 'viewer', password: 'hunter2 hunter2' })
  await call('PATCH', `/users/${grace.id}`, { role: 'operator', password: 'hunter3 hunter3' })
  const { body: key } = await call('POST', '/api_keys/', { name: 'ci', role: 'worker' })
  const bearer = { authorization: `Bearer ${key.key}` }
  expect((await server.call('POST', '/variables/', { name: 'v', value: 1 }, bearer)).status).toBe(403)
  await call('DELETE', `/api_keys/${key.id}`)
  expect((await server.call('POST', '/variables/', { name: 'v', value: 1 }, bearer)).status).toBe(401)
  await call('DELETE', `/users/${grace.id}`)
  await call('POST', '/ui/session/password', { old: PASSWORD, new: 'battery staple' })
  await call('DELETE', '/ui/session')
  // Whoever has no session ends none.
  await server.call('DELETE', '/ui/session')
  expect((await signIn(server, { auth_string: 'shared:string' })).status).toBe(204)

  const entries = await entriesIn(server.context.store)
  const by = entries.map(({ who, action, kind, name, status, details }) => [who.kind, who.name, action, kind, name, status, details])
  expect(by).toHaveLength(13)
  expect(by).toEqual(
    expect.arrayContaining([
      ['nobody', null, 'sessions.signIn', 'user', 'ada', 403, {}],
      ['nobody', null, 'sessions.signIn', 'user', null, 403, {}],
      ['user', 'ada', 'sessions.signIn', 'user', 'ada', 204, {}],
      ['user', 'ada', 'users.create', 'user', 'grace', 201, { role: 'viewer' }],
      ['user', 'ada', 'users.update', 'user', 'grace', 204, { fields: ['role', 'password'], role: 'operator' }],
      ['user', 'ada', 'apiKeys.create', 'api-key', 'ci', 201, { role: 'worker' }],
      ['key', 'ci', 'variables.create', 'variable', null, 403, {}],
      ['user', 'ada', 'apiKeys.revoke', 'api-key', 'ci', 204, {}],
      ['nobody', null, 'variables.create', 'variable', null, 401, {}],
      ['user', 'ada', 'users.delete', 'user', 'grace', 204, {}],
      ['user', 'ada', 'sessions.changePassword', 'user', 'ada', 204, {}],
      ['user', 'ada', 'sessions.signOut', 'user', 'ada', 204, {}],
      ['shared', null, 'sessions.signIn', null, null, 204, {}],
    ]),
  )
  const written = JSON.stringify(entries)
  for (const secret of ['hunter', PASSWORD, 'battery', key.key.slice(13), 'shared:string']) expect(written).not.toContain(secret)
})
