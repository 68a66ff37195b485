import { type Handlers, Reply, type sessionRoutes } from '@millrace/protocol'
import type { Access } from '../accounts/access.ts'
import { checkPassword, hashPassword } from '../accounts/passwords.ts'
import { readSession } from '../accounts/read-session.ts'
import { signIn } from '../accounts/sign-in.ts'
import { tooManyFailures } from '../http/failed-logins.ts'
import type { RequestContext } from '../http/request-context.ts'
import { sameSecret } from '../http/same-secret.ts'
import { noSessionCookie, sessionCookie, sharedCookie } from '../http/session.ts'
import { deleteSession, deleteSessionsOf } from '../store/queries/account-sessions.ts'
import { findAccount, updateAccount } from '../store/queries/accounts.ts'
import { baseOf } from '../ui/base.ts'
import { Forbidden, TooManyAttempts } from './errors.ts'

/** Handlers of signing in and out with a browser. */
export const sessionHandlers = (access: Access): Handlers<typeof sessionRoutes, RequestContext> => ({
  read: async (context) => readSession(context),

  async signIn(context, { body, headers }) {
    const { settings, actor } = context
    if (!access.isRequired) return undefined
    const path = baseOf(settings.server.ui.serveBase)
    if ('auth_string' in body) {
      const { authString } = access
      if (authString === null) throw new Forbidden('This server has no auth string: sign in by name and password.')
      await counted(access, context, undefined, async () => sameSecret(body.auth_string, authString), 'the auth string of this server')
      context.note({ kind: null, id: null, name: null })
      return new Reply(204, undefined, { 'set-cookie': sharedCookie(authString, Date.now(), path, headers) })
    }
    if (!access.accountsEnabled) throw new Forbidden('This server has no users: sign in by its auth string.')
    const attempt = { ...body, before: actor.session?.hash ?? null }
    const begun = await counted(access, context, body.name, () => signIn(context, attempt), 'the name and the password of a user')
    access.credentials.forget()
    return new Reply(204, undefined, {
      'set-cookie': sessionCookie(begun.cookie, settings.server.accounts.sessionLongest, path, headers),
    })
  },

  async signOut({ settings, store, actor, note }, { query, headers }) {
    const { user, session } = actor
    if (session?.hash) {
      const { hash } = session
      if (user !== null) note({ kind: 'user', id: user.id, name: user.name })
      await store.write((tx) => (query.everywhere && user !== null ? deleteSessionsOf(tx, user.id) : deleteSession(tx, hash)))
      access.credentials.forget()
    }
    return new Reply(204, undefined, { 'set-cookie': noSessionCookie(baseOf(settings.server.ui.serveBase), headers) })
  },

  async changePassword(context, { body }) {
    const { store, clock, actor } = context
    const { user, session } = actor
    if (user === null || session === null) throw new Forbidden('Only a user who is signed in has a password to change.')
    const account = await store.read((queries) => findAccount(queries, user.id))
    const fits = async (): Promise<boolean> => account !== undefined && (await checkPassword(body.old, account.password)).fits
    await counted(access, context, user.name, fits, 'your password')
    const password = await hashPassword(body.new)
    await store.write(async (tx) => {
      await updateAccount(tx, user.id, { password, updated: clock.now() })
      await deleteSessionsOf(tx, user.id, session.hash)
    })
    access.credentials.forget()
    context.note({ kind: 'user', id: user.id, name: user.name })
    return undefined
  },
})

/** What an attempt gives; who fails too often has to wait before another is looked at. */
async function counted<Given>(
  { logins }: Access,
  { address }: RequestContext,
  name: string | undefined,
  attempt: () => Promise<Given>,
  what: string,
): Promise<Exclude<Given, undefined | false>> {
  const seconds = address === null ? 0 : logins.secondsLeft(address, name)
  if (seconds > 0) throw new TooManyAttempts(tooManyFailures(seconds), seconds)
  const given = await attempt()
  if (given !== undefined && given !== false) return given as Exclude<Given, undefined | false>
  if (address !== null) logins.failed(address, name)
  throw new Forbidden(`That is not ${what}.`)
}
