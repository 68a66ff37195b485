import { createHmac } from 'node:crypto'
import type { Headers } from './caller.ts'
import { sameSecret } from './same-secret.ts'

const NAME = 'millrace_session'

/** Seconds that a browser stays signed in. */
const LASTS = 7 * 86_400

/**
 * The cookie of a browser that has given the auth string: until when it holds, and the proof that this server, or another with the same
 * auth string, has said so. The auth string itself is not in it, and another auth string ends every session.
 */
export function sessionCookie(authString: string, nowMs: number, path: string): string {
  const until = String(Math.floor(nowMs / 1000) + LASTS)
  return `${NAME}=${until}.${proof(authString, until)}; Path=${path}; Max-Age=${LASTS}; HttpOnly; SameSite=Strict`
}

/** The cookie that takes the session away. */
export const noSessionCookie = (path: string): string => `${NAME}=; Path=${path}; Max-Age=0; HttpOnly; SameSite=Strict`

/** Whether a call comes from a browser that is signed in. */
export function isSignedIn(authString: string, headers: Headers, nowMs: number): boolean {
  const { cookie } = headers
  const value = typeof cookie === 'string' ? new RegExp(`(?:^|; *)${NAME}=([^;]*)`).exec(cookie)?.[1] : undefined
  const [until = '', given = ''] = value?.split('.') ?? []
  return /^\d{1,12}$/.test(until) && Number(until) * 1000 > nowMs && sameSecret(given, proof(authString, until))
}

const proof = (authString: string, until: string): string => createHmac('sha256', authString).update(`session ${until}`).digest('base64url')
