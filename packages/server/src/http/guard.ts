import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../accounts/access.ts'
import { type Actor, ANYBODY, NOBODY } from '../accounts/actor.ts'
import type { ServerContext } from '../context.ts'
import type { Answer } from './answer.ts'
import { answerOf } from './errors.ts'
import { identify } from './identify.ts'
import { type OriginPolicy, originProblem } from './origin.ts'
import { send } from './send.ts'

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
 * are authorised by their first frame. The files of the web UI, where it is served, are for everybody: it is what asks for credentials.
 */
export function guard(
  app: FastifyInstance,
  { settings, log }: Pick<ServerContext, 'settings' | 'log'>,
  access: Access,
  servesUi: boolean,
): void {
  const { host, corsAllowedOrigins } = settings.server.api
  const guarded = { policy: { host, allowedOrigins: listOf(corsAllowedOrigins) }, access, servesUi }
  app.decorateRequest('actor')
  app.addHook('onRequest', (request, reply, done) => {
    request.actor = NOBODY
    const settle = (found: Found): void => {
      if ('refusal' in found) return void send(reply, found.refusal)
      request.actor = found.actor
      done()
    }
    const found = look(request, guarded)
    // The database may not answer who it is.
    if (found instanceof Promise) found.then(settle, (error: unknown) => settle({ refusal: answerOf(error, log, 'who calls') }))
    else settle(found)
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
  readonly access: Access
  readonly servesUi: boolean
}

type Found = { readonly actor: Actor } | { readonly refusal: Answer }

const FOR_EVERYBODY: Found = { actor: NOBODY }

function look(request: FastifyRequest, { policy, access, servesUi }: Guarded): Found | Promise<Found> {
  const { method, headers, url } = request
  const path = pathOf(url)
  const upgrades = headers.upgrade !== undefined && headers.upgrade.toLowerCase() === 'websocket'
  const problem = originProblem(policy, headers, upgrades || !READS.has(method))
  if (problem !== undefined) return { refusal: { status: problem.status, body: { detail: problem.detail } } }
  if (upgrades) return SOCKET_PATHS.has(path) || CHANNEL.test(path) ? FOR_EVERYBODY : { refusal: NOT_FOUND }
  if (method === 'OPTIONS' && policy.allowedOrigins.length > 0) return FOR_EVERYBODY
  if (servesUi && method === 'GET' && !path.startsWith('/api/') && !DOCUMENTS.has(path)) return FOR_EVERYBODY
  return access.isRequired ? identify(access, request, path) : { actor: ANYBODY }
}

const NOT_FOUND: Answer = { status: 404, body: { detail: 'Not Found' } }

/** The path of a request target, without its query. */
function pathOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? url : url.slice(0, mark)
}
