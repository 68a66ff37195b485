import { queryOptions } from '@tanstack/react-query'
import type { KeyRole, Right, Role } from '@millrace/protocol'
import { rightsOf } from 'virtual:api-routes'
import { api } from '../../api/api.ts'
import { orNull } from '../../api/or-null.ts'

/** Every role, from the one with the fewest rights on; that of workers is of keys alone. */
const KEY_ROLES = Object.keys(rightsOf) as readonly KeyRole[]
export const ROLES = KEY_ROLES.filter((role): role is Role => role !== 'worker')

/** The roles that a key of somebody may have: those whose rights are all their own. */
export const rolesWithin = (rights: readonly Right[]): readonly KeyRole[] =>
  KEY_ROLES.filter((role) => rightsOf[role]?.every((right) => rights.some((own) => own === right)) === true)

/** Everybody who may sign in; null for a server that has no users. */
export const usersQuery = queryOptions({ queryKey: ['users'], queryFn: ({ signal }) => orNull(api.users.list({ signal })) })

/** One's own keys, or for who administers everybody's; null for a server that has none. */
export const keysQuery = queryOptions({ queryKey: ['api keys'], queryFn: ({ signal }) => orNull(api.apiKeys.list({ signal })) })

export interface UserParts {
  readonly name: string
  readonly role: Role
  /** Empty leaves that of a known user as it is. */
  readonly password: string
}

/** Makes a user, or changes the one with an id. */
export const saveUser = (id: string | undefined, { name, role, password }: UserParts): Promise<unknown> =>
  id === undefined
    ? api.users.create({ body: { name, role, password } })
    : api.users.update({ params: { id }, body: { role, ...(password === '' ? {} : { password }) } })

export const turnUser = (id: string, disabled: boolean) => api.users.update({ params: { id }, body: { disabled } })

export const deleteUser = (id: string) => api.users.delete({ params: { id } })

export interface KeyParts {
  readonly name: string
  readonly role: KeyRole
  readonly work_pool_name: string | null
  /** Seconds; null for ever. */
  readonly holds_for: number | null
}

export const createKey = (parts: KeyParts) => api.apiKeys.create({ body: parts })

export const revokeKey = (id: string) => api.apiKeys.revoke({ params: { id } })
