import type { Role, Timestamp } from '@millrace/protocol'
import type { AccountSessionRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** A session with whose it is. */
export interface SessionView extends AccountSessionRow {
  readonly name: string
  readonly role: Role
}

export async function insertSession({ db }: Transaction, row: AccountSessionRow): Promise<void> {
  await db.insertInto('account_session').values(row).execute()
}

/** A session of a user who is not disabled. */
export const findSession = async ({ db }: Queries, hash: string): Promise<SessionView | undefined> =>
  await db
    .selectFrom('account_session')
    .innerJoin('account', 'account.id', 'account_session.account_id')
    .selectAll('account_session')
    .select(['account.name', 'account.role'])
    .where('account_session.hash', '=', hash)
    .where('account.disabled', '=', false)
    .executeTakeFirst()

export async function noteSeen({ db }: Transaction, hash: string, at: Timestamp): Promise<void> {
  await db.updateTable('account_session').set({ last_seen: at }).where('hash', '=', hash).execute()
}

export async function deleteSession({ db }: Transaction, hash: string): Promise<void> {
  await db.deleteFrom('account_session').where('hash', '=', hash).execute()
}

/** Ends the sessions of a user, all but one if that is given. */
export async function deleteSessionsOf({ db }: Transaction, accountId: string, but?: string | null): Promise<void> {
  const all = db.deleteFrom('account_session').where('account_id', '=', accountId)
  await (but === undefined || but === null ? all : all.where('hash', '!=', but)).execute()
}

/** Takes away what nobody has used since some time; it counts no more. */
export async function deleteSessionsBefore({ db }: Transaction, lastSeen: Timestamp): Promise<void> {
  await db.deleteFrom('account_session').where('last_seen', '<', lastSeen).execute()
}
