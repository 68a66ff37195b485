import type { KeyRole, Role } from '@millrace/protocol'
import type { LoadOptions } from '@millrace/settings'
import { openTestApp, type TestApp } from '../testing.ts'
import type { StoreKind } from '../store/testing.ts'

/** The auth string of servers of tests with accounts, which may do everything. */
export const AUTH_STRING = 'root:of all accounts'
/** What every user of tests signs in with. */
export const PASSWORD = 'correct horse battery'

type Headers = Record<string, string>

/** `Authorization` of an auth string, or of a name and a key. */
export const basic = (text: string): Headers => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
/** `Authorization` of a key, as Prefect's clients send it. */
export const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` })
/** Who may do everything in tests. */
export const ROOT = basic(AUTH_STRING)

/** The API with accounts on. */
export const openAccounts = (overrides: LoadOptions['overrides'] = {}, kind: StoreKind = 'sqlite'): Promise<TestApp> =>
  openTestApp({ 'server.accounts.enabled': true, 'server.api.authString': AUTH_STRING, ...overrides }, kind)

/** Creates a user whose password is that of all, and answers their id. */
export async function createUser(server: TestApp, name: string, role: Role): Promise<string> {
  const { status, body } = await server.call('POST', '/users/', { name, role, password: PASSWORD }, ROOT)
  if (status !== 201) throw new Error(`the user was not created: ${JSON.stringify(body)}`)
  return body.id
}

/** Signs in and answers the cookie. */
export async function signIn({ app }: Pick<TestApp, 'app'>, name: string, password = PASSWORD, headers: Headers = {}): Promise<Headers> {
  const answer = await app.inject({ method: 'POST', url: '/api/ui/session', payload: { name, password }, headers })
  if (answer.statusCode !== 204) throw new Error(`signing in as ${name} was answered ${answer.statusCode}: ${answer.body}`)
  const [cookie = ''] = String(answer.headers['set-cookie']).split(';')
  return { cookie }
}

/** Creates a key and answers it with its id. */
export async function createKey(
  server: TestApp,
  given: { readonly name?: string; readonly role?: KeyRole; readonly work_pool_name?: string; readonly holds_for?: number },
  as: Headers = ROOT,
): Promise<{ readonly id: string; readonly key: string }> {
  const { status, body } = await server.call('POST', '/api_keys/', { name: 'key', ...given }, as)
  if (status !== 201) throw new Error(`the key was not created: ${JSON.stringify(body)}`)
  return body
}
