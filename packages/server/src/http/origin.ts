import { isIP } from 'node:net'
import type { Headers } from './caller.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

/** True for an address that only this machine reaches. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host) || (isIP(host) === 4 && host.startsWith('127.'))

/** Which `Host` headers and origins of pages a server takes. */
export interface OriginPolicy {
  /** The address the server listens on. */
  readonly host: string
  /** Origins of other sites that may call, `https://ui.example.com`; `*` for all. */
  readonly allowedOrigins: readonly string[]
}

/**
 * Refuses what only a browser led astray would send: a foreign `Host` on a loopback server (DNS rebinding, 421), a write or socket
 * from another site's page (403). `undefined` when the call may pass. Prefect's clients send no `Origin`.
 */
export function originProblem(policy: OriginPolicy, headers: Headers, writes: boolean): { status: number; detail: string } | undefined {
  const host = hostNameOf(headers['host'])
  if (isLoopback(policy.host) && host !== undefined && !isLoopback(host)) {
    return { status: 421, detail: `This server listens on ${policy.host} and answers to that name only, not to "${host}".` }
  }
  if (!writes) return undefined
  const origin = headers['origin']
  if (typeof origin === 'string' && !isAllowed(policy, origin, host)) {
    return { status: 403, detail: `Calls from pages of ${origin} are not allowed; name it in MILLRACE_SERVER_API_CORS_ALLOWED_ORIGINS.` }
  }
  if (origin === undefined && headers['sec-fetch-site'] === 'cross-site') {
    return { status: 403, detail: 'Calls from pages of other sites are not allowed.' }
  }
  return undefined
}

/** `example.com:4200` is `example.com`, `[::1]:4200` is `[::1]`. */
function hostNameOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header.replace(/:\d+$/, '').toLowerCase() : undefined
}

function isAllowed(policy: OriginPolicy, origin: string, host: string | undefined): boolean {
  if (policy.allowedOrigins.includes('*') || policy.allowedOrigins.includes(origin)) return true
  const name = URL.canParse(origin) ? new URL(origin).hostname : undefined
  if (name === undefined || name === '') return false
  return name === host || (isLoopback(name) && host !== undefined && isLoopback(host))
}
