import type { Headers } from './caller.ts'
import { isSignedIn } from './session.ts'
import { sameSecret } from './same-secret.ts'

/** Paths that probes may read without credentials, compared whole and as they came. */
const FREE: ReadonlySet<string> = new Set(['/api/health', '/api/ready'])

/** Where a browser signs in and out, and learns whether it has to. */
export const SESSION = '/api/ui/session'

/** Whether a call may pass a server with credentials: the path is free, the browser is signed in, or the Basic credentials are the ones set. */
export function isAuthorised(authString: string, method: string, path: string, headers: Headers): boolean {
  if ((method === 'GET' && FREE.has(path)) || path === SESSION) return true
  if (isSignedIn(authString, headers, Date.now())) return true
  const header = headers['authorization']
  const credentials = typeof header === 'string' ? /^Basic +([A-Za-z0-9+/=_-]+) *$/.exec(header)?.[1] : undefined
  return credentials !== undefined && sameSecret(Buffer.from(credentials, 'base64').toString('utf8'), authString)
}
