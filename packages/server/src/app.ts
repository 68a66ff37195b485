import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { ServerContext } from './context.ts'
import { auditRefusals } from './http/audit.ts'
import { allowOrigins } from './http/cors.ts'
import { requireCsrfTokens } from './http/csrf.ts'
import { serveDocuments } from './http/documents.ts'
import { guard, listOf } from './http/guard.ts'
import { mount } from './http/mount.ts'
import { send } from './http/send.ts'
import { openSockets } from './http/sockets.ts'
import { createParts, type Parts } from './parts.ts'
import { serveUi } from './ui/serve-ui.ts'
import { VERSION } from './version.ts'

const HEADERS_MS = 10_000
const REQUEST_MS = 60_000
/** Between two looks for connections whose time is over. */
const LOOK_MS = 2000
const LARGEST_HEADER = 16_384

/** The HTTP server over a context: what may come in, the routes under `/api`, the websockets, the API's description, the built UI of a folder. */
export function createApp(context: ServerContext, parts: Parts = createParts(context), uiFolder?: string): FastifyInstance {
  const { keepaliveTimeout, corsAllowedOrigins, csrfProtectionEnabled, trustedProxies } = context.settings.server.api
  const app = fastify({
    keepAliveTimeout: keepaliveTimeout * 1000,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: HEADERS_MS, maxHeaderSize: LARGEST_HEADER, connectionsCheckingInterval: LOOK_MS },
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies === '' ? false : listOf(trustedProxies),
    exposeHeadRoutes: false,
    // A path with half an escape: no route has it.
    frameworkErrors: (_error, _request, reply: FastifyReply) => void send(reply, { status: 404, body: { detail: 'Not Found' } }),
  })
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  auditRefusals(app, parts.dispatcher)
  guard(app, context, parts.access, uiFolder !== undefined)
  allowOrigins(app, listOf(corsAllowedOrigins))
  if (csrfProtectionEnabled) requireCsrfTokens(app, parts.csrf)
  openSockets(app, context, parts)
  if (context.settings.server.metricsEnabled) {
    // Loaded where it is wanted: it costs every start.
    void app.register(async () => (await import('./metrics/serve-metrics.ts')).serveMetrics(app, context, parts.operations))
  }
  // After the websocket plugin, which looks at every route that is added.
  app.after(() => {
    serveDocuments(app, VERSION)
    mount(app, parts.dispatcher, closing.signal)
    if (uiFolder !== undefined) serveUi(app, uiFolder, context.settings)
  })
  return app
}
