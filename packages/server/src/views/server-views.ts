import { type Handlers, Reply, type serverViewRoutes } from '@millrace/protocol'
import { Forbidden } from '../api/errors.ts'
import type { Headers } from '../http/caller.ts'
import type { RequestContext } from '../http/request-context.ts'
import { sameSecret } from '../http/same-secret.ts'
import { isSignedIn, noSessionCookie, sessionCookie } from '../http/session.ts'
import { baseOf } from '../ui/base.ts'
import { listAutomationRows } from './automation-rows.ts'
import { countEventsForLists } from './event-counts.ts'
import { listFirings } from './firings.ts'
import { readHealth } from './health.ts'
import { readOverview } from './overview.ts'
import { renderTemplates } from './render-templates.ts'
import { searchObjects } from './search.ts'
import { readSideBar } from './side-bar.ts'
import { readHeldSlots } from './slots.ts'
import { triedTrigger } from './try-trigger.ts'

/** Handlers of what our web UI asks of the server as a whole. */
export const serverViewHandlers: Handlers<typeof serverViewRoutes, RequestContext> = {
  overview: (context) => readOverview(context),
  sideBar: (context) => readSideBar(context),
  search: (context, { body }) => searchObjects(context, body),
  health: (context) => readHealth(context),
  slots: (context, { params }) => readHeldSlots(context, params.id),
  automationRows: (context, { body }) => listAutomationRows(context, body),
  eventCounts: (context, { body }) => countEventsForLists(context, body),
  firings: (context, { params }) => listFirings(context, params.id),
  tryTrigger: (context, { body }) => triedTrigger(context, body),
  renderTemplates: (context, { body }) => renderTemplates(context, body),

  async session({ settings }, { headers }) {
    const { authString } = settings.server.api
    return { required: authString !== null, signed_in: authString === null || isSignedIn(authString, headers, Date.now()) }
  },

  async signIn({ settings }, { body, headers }) {
    const { authString } = settings.server.api
    if (authString === null) return undefined
    if (!sameSecret(body.auth_string, authString)) throw new Forbidden('That is not the auth string of this server.')
    const cookie = sessionCookie(authString, Date.now(), baseOf(settings.server.ui.serveBase))
    return new Reply(204, undefined, { 'set-cookie': isSecure(headers) ? `${cookie}; Secure` : cookie })
  },

  signOut: async ({ settings }) => new Reply(204, undefined, { 'set-cookie': noSessionCookie(baseOf(settings.server.ui.serveBase)) }),
}

/** Whether the browser came by TLS, which ends at a proxy. */
const isSecure = (headers: Headers): boolean => headers['x-forwarded-proto'] === 'https'
