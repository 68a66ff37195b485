import { z } from 'zod'
import { identity, uuid } from '../values/scalars.ts'

const nullableText = z.string().nullable()

/** What somebody may do, each for itself; a route needs exactly one of them. */
export const RIGHTS = ['read', 'read-secrets', 'run', 'operate', 'build', 'administer'] as const
/**
 * `read`: look at everything but secrets. `read-secrets`: values of secret fields of blocks. `run`: what workers, flows and tasks tell of
 * themselves. `operate`: start, cancel, retry, pause, move and delete runs, limits and schedules. `build`: deployments, blocks, pools,
 * variables, automations - whoever writes these has code run on workers. `administer`: users, keys of others, the audit log, the database.
 */
export type Right = (typeof RIGHTS)[number]

export const ROLES = ['viewer', 'operator', 'developer', 'admin'] as const
/** What a user is. */
export type Role = (typeof ROLES)[number]

/** A key may also be a worker's: it runs what it is given and changes nothing else. */
export const KEY_ROLES = ['worker', ...ROLES] as const
export type KeyRole = (typeof KEY_ROLES)[number]

/** Which rights a role has; the order of roles of people is that of the rights they add. */
export const RIGHTS_OF: Readonly<Record<KeyRole, readonly Right[]>> = {
  worker: ['read', 'read-secrets', 'run'],
  viewer: ['read'],
  operator: ['read', 'run', 'operate'],
  developer: ['read', 'read-secrets', 'run', 'operate', 'build'],
  admin: RIGHTS,
}

export const right = z.enum(RIGHTS)
export const role = z.enum(ROLES)

/** Characters of the name of a user or key. */
const LONGEST_NAME = 100
const name = z
  .string()
  .min(1)
  .max(LONGEST_NAME)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]*$/u, {
    error: 'A name begins with a letter or digit, and has letters, digits and . _ @ + - only.',
  })
/** Characters of a password. */
const LONGEST_PASSWORD = 1000
export const newPassword = z.string().min(10).max(LONGEST_PASSWORD)

export const user = z.object({
  ...identity,
  name: z.string(),
  role,
  /** True for one who may not sign in, and whose keys do not hold. */
  disabled: z.boolean(),
  last_sign_in: nullableText,
})
export type User = z.output<typeof user>

/** What somebody signs in with: anything as long as what there may be, so that a wrong name is no other mistake than a wrong password. */
export const signInName = z.string().max(LONGEST_NAME)
export const givenPassword = z.string().max(LONGEST_PASSWORD)

export const userCreate = z.strictObject({ name, role, password: newPassword })
export const userUpdate = z.strictObject({ role: role.optional(), disabled: z.boolean().optional(), password: newPassword.optional() })

export const apiKey = z.object({
  ...identity,
  name: z.string(),
  /** The first characters of the key, by which one finds again which it is: `mlr_0f3a9c12`. */
  prefix: z.string(),
  role: z.enum(KEY_ROLES),
  /** Whose it is: it holds as long as they do, and does nothing that they may not do; null for one of the server itself, such as a worker's. */
  user_id: uuid.nullable(),
  user_name: nullableText,
  /** The only work pool that a worker's key may serve; null for any. */
  work_pool_name: nullableText,
  /** When it ends; null for never. */
  expires: nullableText,
  /** When it was last used, to the minute. */
  last_used: nullableText,
})
export type ApiKey = z.output<typeof apiKey>

export const apiKeyCreate = z.strictObject({
  name,
  /** At most that of its user; null: the user's own role. */
  role: z.enum(KEY_ROLES).nullish(),
  work_pool_name: z.string().min(1).nullish(),
  /** Seconds that it holds, at most ten years; null for ever. */
  holds_for: z.int().min(60).max(315_360_000).nullish(),
})

/** Who did something. */
export const actor = z.object({
  /** `shared` is the auth string; `nobody` calls a server that asks for no credentials, or has given none that hold. */
  kind: z.enum(['user', 'key', 'shared', 'nobody']),
  /** Of the user or key. */
  id: uuid.nullable(),
  name: nullableText,
})
export type ActorName = z.output<typeof actor>

export const auditEntry = z.object({
  /** Counts from 1 without gaps. */
  number: z.int(),
  at: z.string(),
  who: actor,
  /** From which address. */
  address: nullableText,
  /** By which program: the `User-Agent`. */
  program: nullableText,
  /** What was done: the group and name of the route, `deployments.update`, or `sessions.signIn`. */
  action: z.string(),
  /** What it was done to, as far as that is one object: `deployment`, `flow-run`, `user`… */
  kind: nullableText,
  id: nullableText,
  name: nullableText,
  /** How it was answered: 201, 204, 403, 409… */
  status: z.int(),
  /** More that is worth knowing, without values of secrets: the names of changed fields, the state that was forced. */
  details: z.record(z.string(), z.unknown()),
  request_id: nullableText,
  /** SHA-256 over this entry and the hash of the one before, in hexadecimal. */
  hash: z.string(),
})
export type AuditEntry = z.output<typeof auditEntry>
