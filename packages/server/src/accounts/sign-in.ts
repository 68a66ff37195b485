import { addSeconds, type Timestamp } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { newSession } from '../http/session.ts'
import { deleteSession, deleteSessionsBefore, insertSession } from '../store/queries/account-sessions.ts'
import { findAccountByName, noteSignIn } from '../store/queries/accounts.ts'
import type { AccountRow } from '../store/schema.ts'
import { checkPassword, hashPassword, nobodysHash } from './passwords.ts'

interface Attempt {
  readonly name: string
  readonly password: string
  /** The session that the browser had before; it ends. */
  readonly before: string | null
}

/** Begins a session; undefined where no user has this name and password. Whether the name is known makes no difference in time. */
export async function signIn(context: RequestContext, attempt: Attempt): Promise<{ readonly cookie: string } | undefined> {
  const { store, clock, settings } = context
  const account = await accountOf(context, attempt)
  if (account === undefined) return undefined
  const now = clock.now()
  const session = newSession()
  const { sessionIdle } = settings.server.accounts
  await store.write(async (tx) => {
    await deleteSessionsBefore(tx, addSeconds(now, -sessionIdle))
    if (attempt.before !== null) await deleteSession(tx, attempt.before)
    await noteSignIn(tx, account.id, now, account.newHash)
    await insertSession(tx, { hash: session.hash, account_id: account.id, created: now, last_seen: now satisfies Timestamp })
  })
  return { cookie: session.value }
}

interface SignedIn extends AccountRow {
  /** The password's, by today's parameters, where the one kept is of others. */
  readonly newHash: string | undefined
}

async function accountOf({ store, note }: RequestContext, { name, password }: Attempt): Promise<SignedIn | undefined> {
  const account = await store.read((queries) => findAccountByName(queries, name))
  if (account !== undefined) note({ kind: 'user', id: account.id, name: account.name })
  const { fits, outdated } = await checkPassword(password, account?.password ?? nobodysHash())
  if (account === undefined || !fits || account.disabled) return undefined
  return { ...account, newHash: outdated ? await hashPassword(password) : undefined }
}
