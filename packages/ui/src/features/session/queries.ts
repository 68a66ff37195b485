import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Session } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { orNull } from '../../api/or-null.ts'

/** Who is signed in, and how one signs in; null for a server that has no such route, and so asks nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 0,
  queryFn: ({ signal }): Promise<Session | null> => orNull(api.sessions.read({ signal })),
})

/** Forgets all that was read for who was signed in. What is known of signing in stays: the page for that is shown next. */
export const forgetAll = (cache: QueryClient): void => cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })

/** What one signs in with. */
export type Credentials = { readonly auth_string: string } | { readonly name: string; readonly password: string }

export const signIn = (credentials: Credentials) => api.sessions.signIn({ body: credentials })

/** Here, or in all browsers of the same user. */
export const signOut = (everywhere: boolean) => api.sessions.signOut({ query: { everywhere: String(everywhere) } })

export const changePassword = (old: string, next: string) => api.sessions.changePassword({ body: { old, new: next } })

/** When the session ends now; with `renew` that is moved on. */
export const readEnds = (renew: boolean): Promise<Session> => api.sessions.read({ query: { renew: String(renew) } })
