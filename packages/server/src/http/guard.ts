import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Settings } from '@millrace/settings'
import { type Actor, ANYBODY } from '../accounts/actor.ts'
import type { Answer } from './answer.ts'
import { isAuthorised, SESSION } from './authorisation.ts'
import { type FailedLogins, tooManyFailures } from './failed-logins.ts'
import { type OriginPolicy, originProblem } from './origin.ts'
import { send } from './send.ts'
import { isSignedIn } from './session.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; from the guard on. */
    actor: Actor
  }
}

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
 * are authorised by their first frame. Credentials of an address that guesses wait. The files of the web UI, where it is served, are for everybody: it is what asks for credentials.
 */
export function guard(app: FastifyInstance, settings: Settings, logins: FailedLogins, servesUi: boolean): void {
  const { authString, host, corsAllowedOrigins } = settings.server.api
  const guarded = { policy: { host, allowedOrigins: listOf(corsAllowedOrigins) }, authString, logins, servesUi }
  app.decorateRequest('actor')
  app.addHook('onRequest', (request, reply, done) => {
    request.actor = ANYBODY
    const refusal = refuse(request, reply, guarded)
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

interface Guarded {
  readonly policy: OriginPolicy
  readonly authString: string | null
  readonly logins: FailedLogins
  readonly servesUi: boolean
}

function refuse(request: FastifyRequest, reply: FastifyReply, guarded: Guarded): Answer | undefined {
  const { policy, authString, servesUi } = guarded
  const { method, headers, url } = request
  const path = pathOf(url)
  const upgrades = headers.upgrade !== undefined && headers.upgrade.toLowerCase() === 'websocket'
  const problem = originProblem(policy, headers, upgrades || !READS.has(method))
  if (problem !== undefined) return { status: problem.status, body: { detail: problem.detail } }
  if (upgrades) return SOCKET_PATHS.has(path) || CHANNEL.test(path) ? undefined : { status: 404, body: { detail: 'Not Found' } }
  if (method === 'OPTIONS' && policy.allowedOrigins.length > 0) return undefined
  if (servesUi && method === 'GET' && !path.startsWith('/api/') && !DOCUMENTS.has(path)) return undefined
  if (authString === null) return undefined
  return refuseCredentials(request, reply, path, authString, guarded.logins)
}

/** Credentials of an address that has given wrong ones too often are not looked at. Who is signed in has none to give. */
function refuseCredentials(
  { method, headers, ip }: FastifyRequest,
  reply: FastifyReply,
  path: string,
  authString: string,
  logins: FailedLogins,
): Answer | undefined {
  const signsIn = method === 'POST' && path === SESSION
  const gives = signsIn || (headers.authorization !== undefined && !isSignedIn(authString, headers, Date.now()))
  const seconds = gives ? logins.secondsLeft(ip) : 0
  if (seconds > 0) return { status: 429, body: { detail: tooManyFailures(seconds) }, headers: { 'retry-after': String(seconds) } }
  if (signsIn) reply.raw.once('finish', () => reply.statusCode === 403 && logins.failed(ip))
  if (isAuthorised(authString, method, path, headers)) return undefined
  if (gives) logins.failed(ip)
  const asks = path.startsWith('/api/') ? {} : { headers: { 'www-authenticate': 'Basic realm="Millrace"' } }
  return { status: 401, body: { exception_message: 'Unauthorized' }, ...asks }
}

/** The path of a request target, without its query. */
function pathOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}
