import { z } from 'zod'
import {
  apiKey,
  apiKeyCreate,
  givenPassword,
  newPassword,
  right,
  role,
  signInName,
  user,
  userCreate,
  userUpdate,
} from '../objects/account.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const byId = z.object({ id: uuid })

/** Who is signed in, and what they may do. */
export const session = z.object({
  required: z.boolean(),
  signed_in: z.boolean(),
  /** Users sign in by name and password. */
  accounts: z.boolean(),
  /** The shared auth string is taken. */
  auth_string: z.boolean(),
  user: z.object({ id: uuid, name: z.string(), role }).nullable(),
  rights: z.array(right),
  /** When the session ends if nothing is called, and when it ends in any case; null without one. */
  ends: z.string().nullable(),
  ends_at_latest: z.string().nullable(),
})
export type Session = z.output<typeof session>

/** Signing in with a browser: Millrace's own. */
export const sessionRoutes = {
  read: route({
    method: 'GET',
    path: '/ui/session',
    summary: 'Whether one has to sign in, who one is, and what one may do',
    /** `renew` moves the end of the session on, as any other call does that somebody makes. */
    query: z.object({ renew: z.stringbool().default(false) }),
    reply: session,
    status: [200],
  }),
  signIn: route({
    method: 'POST',
    path: '/ui/session',
    summary: 'Sign in by name and password, or by the shared auth string; sets a cookie',
    body: z.union([z.strictObject({ auth_string: z.string() }), z.strictObject({ name: signInName, password: givenPassword })]),
    reply: nothing,
    status: [204],
    refuses: [403],
  }),
  signOut: route({
    method: 'DELETE',
    path: '/ui/session',
    summary: 'Sign out; takes the cookie away. With `everywhere`, the sessions of the same user in other browsers end too',
    query: z.object({ everywhere: z.stringbool().default(false) }),
    reply: nothing,
    status: [204],
  }),
  changePassword: route({
    method: 'POST',
    path: '/ui/session/password',
    summary: "Change one's own password; ends one's other sessions",
    body: z.strictObject({ old: givenPassword, new: newPassword }),
    reply: nothing,
    status: [204],
    refuses: [403],
  }),
} as const

/** Who may sign in: Millrace's own. */
export const userRoutes = {
  list: route({ method: 'GET', path: '/users/', summary: 'List users by name', reply: z.array(user), status: [200] }),
  create: route({
    method: 'POST',
    path: '/users/',
    summary: 'Create a user',
    body: userCreate,
    reply: user,
    status: [201],
    refuses: [403, 409],
  }),
  update: route({
    method: 'PATCH',
    path: '/users/{id}',
    summary: 'Change a user; another password or being disabled ends their sessions',
    params: byId,
    body: userUpdate,
    reply: nothing,
    status: [204],
    refuses: [403, 409],
  }),
  delete: route({
    method: 'DELETE',
    path: '/users/{id}',
    summary: 'Delete a user with their sessions and keys; the last admin stays',
    params: byId,
    reply: nothing,
    status: [204],
    refuses: [403, 409],
  }),
} as const

/** Keys of programs: Millrace's own. They are sent as bearer tokens, as `PREFECT_API_KEY` is. */
export const apiKeyRoutes = {
  list: route({
    method: 'GET',
    path: '/api_keys/',
    summary: "List one's own keys; for who administers, everybody's",
    reply: z.array(apiKey),
    status: [200],
  }),
  create: route({
    method: 'POST',
    path: '/api_keys/',
    summary: 'Create a key; this answer alone has it',
    body: apiKeyCreate,
    reply: apiKey.extend({ key: z.string() }),
    status: [201],
    refuses: [403, 404, 409],
  }),
  revoke: route({
    method: 'DELETE',
    path: '/api_keys/{id}',
    summary: 'End a key at once',
    params: byId,
    reply: nothing,
    status: [204],
    refuses: [403],
  }),
} as const
