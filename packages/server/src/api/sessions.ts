import { type Handlers, Reply, type sessionRoutes } from '@millrace/protocol'
import { readSession } from '../accounts/read-session.ts'
import { Forbidden } from './errors.ts'
import type { Headers } from '../http/caller.ts'
import type { RequestContext } from '../http/request-context.ts'
import { sameSecret } from '../http/same-secret.ts'
import { noSessionCookie, sessionCookie } from '../http/session.ts'
import { baseOf } from '../ui/base.ts'

/** Handlers of signing in and out with a browser. */
export const sessionHandlers: Handlers<typeof sessionRoutes, RequestContext> = {
  read: (context, { headers }) => readSession(context, headers),

  async signIn({ settings }, { body, headers }) {
    const { authString } = settings.server.api
    if (authString === null) return undefined
    if (!('auth_string' in body)) throw new Forbidden('This server has no users: sign in by its auth string.')
    if (!sameSecret(body.auth_string, authString)) throw new Forbidden('That is not the auth string of this server.')
    const cookie = sessionCookie(authString, Date.now(), baseOf(settings.server.ui.serveBase))
    return new Reply(204, undefined, { 'set-cookie': isSecure(headers) ? `${cookie}; Secure` : cookie })
  },

  signOut: async ({ settings }) => new Reply(204, undefined, { 'set-cookie': noSessionCookie(baseOf(settings.server.ui.serveBase)) }),

  async changePassword() {
    throw new Forbidden('This server has no users, and so nobody has a password of their own.')
  },
}

/** Whether the browser came by TLS, which ends at a proxy. */
const isSecure = (headers: Headers): boolean => headers['x-forwarded-proto'] === 'https'
