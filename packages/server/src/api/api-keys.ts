import { addSeconds, type ApiKey, type apiKeyRoutes, type Handlers, type KeyRole, type Received, RIGHTS_OF } from '@millrace/protocol'
import type { Access } from '../accounts/access.ts'
import type { Actor } from '../accounts/actor.ts'
import { newApiKey } from '../accounts/api-key-text.ts'
import type { RequestContext } from '../http/request-context.ts'
import { newId } from '../orchestration/chance.ts'
import { type ApiKeyView, countApiKeys, deleteApiKey, findApiKey, insertApiKey, listApiKeys } from '../store/queries/api-keys.ts'
import type { ApiKeyRow } from '../store/schema.ts'
import { Conflict, Forbidden, NotAllowed, NotFound } from './errors.ts'
import { requireAccounts } from './users.ts'

/** Keys of one user: whoever makes more has a program that forgets them. */
const MOST = 100

type Asked = Received<typeof apiKeyRoutes.create>['body']

/** Handlers of the routes of keys. */
export const apiKeyHandlers = (access: Access): Handlers<typeof apiKeyRoutes, RequestContext> => ({
  async list({ store, actor }) {
    if (actor.rights.has('administer')) return (await store.read((queries) => listApiKeys(queries, undefined))).map(presentKey)
    const { user } = actor
    return user === null ? [] : (await store.read((queries) => listApiKeys(queries, user.id))).map(presentKey)
  },

  async create({ store, clock, actor }, { body }) {
    requireAccounts(access)
    const role = roleOf(actor, body)
    const now = clock.now()
    const { key, prefix, hash } = newApiKey()
    // A worker's key that an admin makes outlives the admin: it is the server's.
    const account = role === 'worker' && actor.rights.has('administer') ? null : actor.user
    const row: ApiKeyRow = {
      id: newId(),
      created: now,
      updated: now,
      name: body.name,
      prefix,
      hash,
      role,
      account_id: account?.id ?? null,
      work_pool_name: body.work_pool_name ?? null,
      expires: endOf(actor, body, now),
      last_used: null,
    }
    await store.write(async (tx) => {
      if (row.account_id !== null && (await countApiKeys(tx, row.account_id)) >= MOST)
        throw new Conflict(`You have ${MOST} keys: revoke one first.`)
      await insertApiKey(tx, row)
    })
    return { ...presentKey({ ...row, account_name: account?.name ?? null }), key }
  },

  async revoke({ store, actor }, { params }) {
    await store.write(async (tx) => {
      const key = await findApiKey(tx, params.id)
      // Of others' keys one does not even learn that they are there.
      if (key === undefined || !mayRevoke(actor, key)) throw new NotFound('API key not found')
      await deleteApiKey(tx, key.id)
    })
    access.credentials.forget()
    return undefined
  },
})

/** The role of a new key, which does nothing that its maker may not do. */
function roleOf(actor: Actor, { role: asked, work_pool_name: pool }: Asked): KeyRole {
  if (actor.role === 'worker') throw new Forbidden("A worker's key makes no keys.")
  const role = asked ?? actor.role
  if (role === null) throw new Forbidden('Say which role the key is to have: who has the auth string has none of their own.')
  if (pool !== null && pool !== undefined && role !== 'worker') throw new Forbidden('Only the key of a worker is bound to a work pool.')
  const missing = RIGHTS_OF[role].find((right) => !actor.rights.has(right))
  if (missing !== undefined)
    throw new NotAllowed(`A key of the role ${role} would have the right '${missing}', which you do not have.`, missing)
  return role
}

/** A key that is made by a key does not outlive it. */
function endOf({ keyEnds }: Actor, { holds_for: seconds }: Asked, now: string): string | null {
  const asked = seconds === null || seconds === undefined ? null : addSeconds(now, seconds)
  if (keyEnds === null) return asked
  return asked === null || asked > keyEnds ? keyEnds : asked
}

const mayRevoke = ({ kind, id, user, rights, role }: Actor, key: ApiKeyView): boolean =>
  rights.has('administer') || (kind === 'key' && key.id === id) || (role !== 'worker' && user !== null && key.account_id === user.id)

const presentKey = (key: Omit<ApiKeyView, 'account_role' | 'disabled'>): ApiKey => ({
  id: key.id,
  created: key.created,
  updated: key.updated,
  name: key.name,
  prefix: `mlr_${key.prefix}`,
  role: key.role,
  user_id: key.account_id,
  user_name: key.account_name,
  work_pool_name: key.work_pool_name,
  expires: key.expires,
  last_used: key.last_used,
})
