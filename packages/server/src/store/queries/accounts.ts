import type { Timestamp } from '@millrace/protocol'
import type { AccountRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** The form by which names are the same: `Ada`, `ada` and `ＡDA`. */
export const foldedName = (name: string): string => name.normalize('NFKC').toLowerCase()

/** Writes a user; false when the name is taken. */
export async function insertAccount({ db }: Transaction, row: AccountRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('account')
    .values(row)
    .onConflict((conflict) => conflict.column('folded_name').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export const findAccount = async ({ db }: Queries, id: string): Promise<AccountRow | undefined> =>
  await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()

export const findAccountByName = async ({ db }: Queries, name: string): Promise<AccountRow | undefined> =>
  await db.selectFrom('account').selectAll().where('folded_name', '=', foldedName(name)).executeTakeFirst()

/** Users by name. */
export const listAccounts = async ({ db }: Queries): Promise<AccountRow[]> =>
  await db.selectFrom('account').selectAll().orderBy('folded_name').execute()

export async function updateAccount({ db }: Transaction, id: string, changes: Partial<AccountRow>): Promise<void> {
  await db.updateTable('account').set(changes).where('id', '=', id).execute()
}

/** Notes that a user signed in; `password` is its hash by newer parameters. */
export async function noteSignIn({ db }: Transaction, id: string, at: Timestamp, password?: string): Promise<void> {
  await db
    .updateTable('account')
    .set({ last_sign_in: at, ...(password === undefined ? {} : { password }) })
    .where('id', '=', id)
    .execute()
}

/** Deletes a user with their sessions and keys. */
export async function deleteAccount({ db }: Transaction, id: string): Promise<void> {
  await db.deleteFrom('account').where('id', '=', id).execute()
}

/** Whether anybody else may administer; held until the transaction ends, so that two admins do not take each other away at once. */
export async function hasOtherAdmin({ db, dialect }: Transaction, id: string): Promise<boolean> {
  const admins = db.selectFrom('account').select('id').where('role', '=', 'admin').where('disabled', '=', false).orderBy('id')
  const rows = await (dialect.name === 'postgres' ? admins.forUpdate() : admins).execute()
  return rows.some((row) => row.id !== id)
}

/** Whether there is a user who may administer. */
export const hasAdmin = async ({ db }: Queries): Promise<boolean> =>
  (await db.selectFrom('account').select('id').where('role', '=', 'admin').where('disabled', '=', false).limit(1).executeTakeFirst()) !==
  undefined
