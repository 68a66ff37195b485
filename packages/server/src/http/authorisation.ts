import { createHash, timingSafeEqual } from 'node:crypto'
import type { Headers } from './caller.ts'

/** Paths that probes may read without credentials, compared whole and as they came. */
const FREE: ReadonlySet<string> = new Set(['/api/health', '/api/ready'])

/** Compares without telling by time where two texts differ, nor how long the expected one is. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether a call may pass: no `authString` is set, the path is free, or the Basic credentials are the ones set. */
export function isAuthorised(authString: string | null, method: string, path: string, headers: Headers): boolean {
  if (authString === null) return true
  if (method === 'GET' && FREE.has(path)) return true
  const header = headers['authorization']
  const credentials = typeof header === 'string' ? /^Basic +([A-Za-z0-9+/=_-]+) *$/.exec(header)?.[1] : undefined
  return credentials !== undefined && sameSecret(Buffer.from(credentials, 'base64').toString('utf8'), authString)
}
