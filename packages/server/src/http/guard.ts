import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Settings } from '@millrace/settings'
import type { Answer } from './answer.ts'
import { isAuthorised } from './authorisation.ts'
import { type OriginPolicy, originProblem } from './origin.ts'
import { send } from './send.ts'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Paths on which a websocket may be opened, and that of a pool's workers; an upgrade anywhere else is answered 404. */
const SOCKET_PATHS: ReadonlySet<string> = new Set([
  '/api/events/in',
  '/api/events/out',
  '/api/logs/out',
  '/api/task_runs/subscriptions/scheduled',
])
const CHANNEL = /^\/api\/work_pools\/[^/]+\/workers\/connect$/

/** Pages that describe the API, and so are not for everybody. */
const DOCUMENTS: ReadonlySet<string> = new Set(['/docs', '/openapi.json'])

/**
 * Turns away what may not reach a handler: a foreign `Host`, writes and sockets of other sites' pages, missing credentials. Sockets
 * are authorised by their first frame. The files of the web UI, where it is served, are for everybody: it is what asks for credentials.
 */
export function guard(app: FastifyInstance, settings: Settings, servesUi: boolean): void {
  const { authString, host, corsAllowedOrigins } = settings.server.api
  const policy = { host, allowedOrigins: listOf(corsAllowedOrigins) }
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = refuse(request, policy, authString, servesUi)
    if (refusal === undefined) done()
    else send(reply, refusal)
  })
}

/** `a, b` is `['a', 'b']`. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

function refuse(request: FastifyRequest, policy: OriginPolicy, authString: string | null, servesUi: boolean): Answer | undefined {
  const { method, headers, url } = request
  const path = pathOf(url)
  const upgrades = headers.upgrade !== undefined && headers.upgrade.toLowerCase() === 'websocket'
  const problem = originProblem(policy, headers, upgrades || !READS.has(method))
  if (problem !== undefined) return { status: problem.status, body: { detail: problem.detail } }
  if (upgrades) return SOCKET_PATHS.has(path) || CHANNEL.test(path) ? undefined : { status: 404, body: { detail: 'Not Found' } }
  if (method === 'OPTIONS' && policy.allowedOrigins.length > 0) return undefined
  if (servesUi && method === 'GET' && !path.startsWith('/api/') && !DOCUMENTS.has(path)) return undefined
  if (isAuthorised(authString, method, path, headers)) return undefined
  const asks = path.startsWith('/api/') ? {} : { headers: { 'www-authenticate': 'Basic realm="Millrace"' } }
  return { status: 401, body: { exception_message: 'Unauthorized' }, ...asks }
}

/** The path of a request target, without its query. */
function pathOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}
