import type { Json } from '@millrace/protocol'

/** How to log in to a repository: what a step or a block has of it. */
export interface GitCredentials {
  readonly username?: string | undefined
  /** A token, or `user:token`. */
  readonly token?: string | undefined
}

/** The credentials that a block or an object holds, whichever of Prefect's names they go by. */
export function gitCredentialsOf(data: Readonly<Record<string, Json>>): GitCredentials {
  const text = (...names: readonly string[]): string | undefined =>
    names.map((name) => data[name]).find((value): value is string => typeof value === 'string' && value !== '')
  return { username: text('username'), token: text('access_token', 'token', 'password', 'value') }
}

/** A URL without what it says of a user, and that. */
export function splitCredentials(url: string): { readonly url: string; readonly credentials: GitCredentials | undefined } {
  if (!/^https?:\/\//i.test(url)) return { url, credentials: undefined }
  const parsed = new URL(url)
  if (parsed.username === '' && parsed.password === '') return { url, credentials: undefined }
  const [username, password] = [decodeURIComponent(parsed.username), decodeURIComponent(parsed.password)]
  parsed.username = ''
  parsed.password = ''
  return { url: parsed.href, credentials: password === '' ? { token: username } : { username, token: password } }
}

/** `user:password` as the provider of a URL wants a token; each has a user name of its own for it. */
export function basicLogin(url: string, { username, token = '' }: GitCredentials): string {
  if (username !== undefined) return `${username}:${token}`
  if (token.includes(':')) return token
  const host = new URL(url).hostname
  if (host.includes('gitlab')) return `oauth2:${token}`
  if (host.includes('bitbucket')) return `x-token-auth:${token}`
  return `x-access-token:${token}`
}
