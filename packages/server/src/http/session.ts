import { createHmac, randomBytes } from 'node:crypto'
import { digestOf } from '../accounts/api-key-text.ts'
import type { Headers } from './caller.ts'
import { sameSecret } from './same-secret.ts'

/** Seconds that a browser stays signed in with the auth string. */
const LASTS = 7 * 86_400

/** The names of the cookie, with what finds their values. */
const VALUES = {
  millrace_session: /(?:^|; *)millrace_session=([^;]*)/,
  '__Host-millrace_session': /(?:^|; *)__Host-millrace_session=([^;]*)/,
} as const

/** What the cookie of a browser says: a session of a user, or that the auth string was given. */
export type GivenSession = { readonly hash: string } | { readonly until: number; readonly proof: string }

/** An id of 256 random bits for a new session, and the hash by which it is kept. */
export function newSession(): { readonly value: string; readonly hash: string } {
  const value = randomBytes(32).toString('base64url')
  return { value, hash: digestOf(value) }
}

/** A cookie that no script reads and no other site sends. `path` is that of the server as browsers know it, with slashes around it. */
export function sessionCookie(value: string, lasts: number, path: string, headers: Headers): string {
  const cookie = `${nameOf(path, headers)}=${value}; Path=${path}; Max-Age=${lasts}; HttpOnly; SameSite=Strict`
  return isSecure(headers) ? `${cookie}; Secure` : cookie
}

/**
 * The cookie of a browser that has given the auth string: until when it holds, and the proof that this server, or another with the same
 * auth string, has said so. The auth string itself is not in it, and another auth string ends every such session.
 */
export function sharedCookie(authString: string, nowMs: number, path: string, headers: Headers): string {
  const until = Math.floor(nowMs / 1000) + LASTS
  return sessionCookie(`${until}.${proofOf(authString, until)}`, LASTS, path, headers)
}

/** The cookie that takes the session away. */
export const noSessionCookie = (path: string, headers: Headers): string => sessionCookie('', 0, path, headers)

/** What a call has in its cookie, whether that holds or not. */
export function givenSession({ cookie, ...headers }: Headers, path: string): GivenSession | undefined {
  if (typeof cookie !== 'string') return undefined
  const value = VALUES[nameOf(path, headers)].exec(cookie)?.[1] ?? ''
  if (/^[A-Za-z0-9_-]{43}$/.test(value)) return { hash: digestOf(value) }
  const [, until, proof = ''] = /^(\d{1,12})\.(.*)$/.exec(value) ?? []
  return until === undefined ? undefined : { until: Number(until), proof }
}

/** Whether the auth string was given for a session, and it has not ended. */
export const isOfAuthString = (given: { readonly until: number; readonly proof: string }, authString: string, nowMs: number): boolean =>
  given.until * 1000 > nowMs && sameSecret(given.proof, proofOf(authString, given.until))

/** Under TLS, where the server is alone at its host, the cookie is one that no neighbour in the domain can set. */
const nameOf = (path: string, headers: Headers): keyof typeof VALUES =>
  path === '/' && isSecure(headers) ? '__Host-millrace_session' : 'millrace_session'

/** Whether the browser came by TLS, which ends at a proxy. */
const isSecure = (headers: Headers): boolean => headers['x-forwarded-proto'] === 'https'

const proofOf = (authString: string, until: number): string =>
  createHmac('sha256', authString).update(`session ${until}`).digest('base64url')
