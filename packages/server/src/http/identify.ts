import type { FastifyRequest } from 'fastify'
import type { Access } from '../accounts/access.ts'
import { type Actor, NOBODY } from '../accounts/actor.ts'
import type { Answer } from './answer.ts'
import { tooManyFailures } from './failed-logins.ts'

/** Paths that probes may read without credentials, compared whole and as they came. */
const FREE: ReadonlySet<string> = new Set(['/api/health', '/api/ready'])

/** Where a browser signs in and out, and learns whether it has to. */
export const SESSION = '/api/ui/session'

/** What came of looking for who calls: who it is, or how to refuse them. */
type Identified = { readonly actor: Actor } | { readonly refusal: Answer }

/**
 * Finds who calls, at once where their credentials were looked up lately. Credentials of an address that has given wrong ones too often are
 * not looked at; who is signed in has none to give.
 */
export function identify(access: Access, request: FastifyRequest, path: string): Identified | Promise<Identified> {
  const found = access.ofCookie(request.headers, isUse(path, request))
  return found instanceof Promise ? found.then((actor) => byHeader(access, request, path, actor)) : byHeader(access, request, path, found)
}

/** Who only asks whether they are signed in does not stay so by it, unless they say that it is meant; nor by a page left to itself. */
const isUse = (path: string, { url, headers }: FastifyRequest): boolean =>
  path === SESSION ? /[?&]renew=(?:true|1)(?:&|$)/.test(url) : headers['millrace-unattended'] !== 'true'

function byHeader(access: Access, request: FastifyRequest, path: string, signedIn: Actor | undefined): Identified | Promise<Identified> {
  const { headers, ip, method } = request
  if (signedIn !== undefined) return { actor: signedIn }
  if (method === 'GET' && FREE.has(path)) return { actor: NOBODY }
  if (headers.authorization === undefined) return path === SESSION ? { actor: NOBODY } : unauthorised(access, path)
  const seconds = access.logins.secondsLeft(ip)
  if (seconds > 0) {
    return { refusal: { status: 429, body: { detail: tooManyFailures(seconds) }, headers: { 'retry-after': String(seconds) } } }
  }
  const given = (actor: Actor | undefined): Identified => {
    if (actor !== undefined) return { actor }
    // Also where nobody has to be signed in: the answer says whether these were right.
    access.logins.failed(ip)
    return path === SESSION ? { actor: NOBODY } : unauthorised(access, path)
  }
  const found = access.ofHeader(headers)
  return found instanceof Promise ? found.then(given) : given(found)
}

const WHAT_TO_SEND =
  'This server has accounts: sign in, or send an API key as MILLRACE_API_KEY or PREFECT_API_KEY, or as the password in an auth string.'

function unauthorised({ accountsEnabled }: Access, path: string): Identified {
  const body = { exception_message: 'Unauthorized', ...(accountsEnabled ? { detail: WHAT_TO_SEND } : {}) }
  const asks = path.startsWith('/api/') ? {} : { headers: { 'www-authenticate': 'Basic realm="Millrace"' } }
  return { refusal: { status: 401, body, ...asks } }
}
