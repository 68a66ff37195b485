import type { Handlers, User, userRoutes } from '@millrace/protocol'
import type { Access } from '../accounts/access.ts'
import { newAccount } from '../accounts/new-account.ts'
import { hashPassword } from '../accounts/passwords.ts'
import type { RequestContext } from '../http/request-context.ts'
import { deleteSessionsOf } from '../store/queries/account-sessions.ts'
import { deleteAccount, findAccount, hasOtherAdmin, insertAccount, listAccounts, updateAccount } from '../store/queries/accounts.ts'
import type { AccountRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { Conflict, Forbidden, NotFound } from './errors.ts'

/** Handlers of the routes of users. */
export const userHandlers = (access: Access): Handlers<typeof userRoutes, RequestContext> => ({
  list: async ({ store }) => (await store.read(listAccounts)).map(presentUser),

  async create({ store, clock }, { body }) {
    requireAccounts(access)
    const row = newAccount({ ...body, password: await hashPassword(body.password) }, clock.now())
    if (!(await store.write((tx) => insertAccount(tx, row)))) throw new Conflict(`There is a user '${body.name}' already.`)
    return presentUser(row)
  },

  async update({ store, clock }, { params, body }) {
    requireAccounts(access)
    const password = body.password === undefined ? undefined : await hashPassword(body.password)
    const { role, disabled } = body
    await store.write(async (tx) => {
      const account = await requireAccount(tx, params.id)
      if (disabled === true || (role !== undefined && role !== 'admin')) await requireOtherAdmin(tx, account)
      const changes = { ...(role && { role }), ...(disabled !== undefined && { disabled }), ...(password !== undefined && { password }) }
      await updateAccount(tx, account.id, { ...changes, updated: clock.now() })
      if (password !== undefined || disabled === true) await deleteSessionsOf(tx, account.id)
    })
    access.credentials.forget()
    return undefined
  },

  async delete({ store }, { params }) {
    requireAccounts(access)
    await store.write(async (tx) => {
      const account = await requireAccount(tx, params.id)
      await requireOtherAdmin(tx, account)
      await deleteAccount(tx, account.id)
    })
    access.credentials.forget()
    return undefined
  },
})

/** Who may do everything on a server without accounts would else leave an admin behind for the time when it has them. */
export function requireAccounts({ accountsEnabled }: Access): void {
  if (!accountsEnabled) throw new Forbidden('This server has no accounts: start it with MILLRACE_SERVER_ACCOUNTS_ENABLED=true.')
}

async function requireAccount(tx: Transaction, id: string): Promise<AccountRow> {
  const account = await findAccount(tx, id)
  if (account === undefined) throw new NotFound('User not found')
  return account
}

async function requireOtherAdmin(tx: Transaction, { id, name, role, disabled }: AccountRow): Promise<void> {
  if (role !== 'admin' || disabled || (await hasOtherAdmin(tx, id))) return
  throw new Conflict(`'${name}' is the last admin: make another user an admin first.`)
}

const presentUser = ({ id, created, updated, name, role, disabled, last_sign_in }: AccountRow): User => ({
  id,
  created,
  updated,
  name,
  role,
  disabled,
  last_sign_in,
})
