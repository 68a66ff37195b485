import type { Role, Timestamp } from '@millrace/protocol'
import type { ApiKeyRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** A key with whose it is; all of them null for one of the server itself. */
export interface ApiKeyView extends ApiKeyRow {
  readonly account_name: string | null
  readonly account_role: Role | null
  readonly disabled: boolean | null
}

const selectViews = ({ db }: Queries) =>
  db
    .selectFrom('api_key')
    .leftJoin('account', 'account.id', 'api_key.account_id')
    .selectAll('api_key')
    .select(['account.name as account_name', 'account.role as account_role', 'account.disabled'])

export async function insertApiKey({ db }: Transaction, row: ApiKeyRow): Promise<void> {
  await db.insertInto('api_key').values(row).execute()
}

export const findApiKeyByPrefix = async (queries: Queries, prefix: string): Promise<ApiKeyView | undefined> =>
  await selectViews(queries).where('api_key.prefix', '=', prefix).executeTakeFirst()

export const findApiKey = async (queries: Queries, id: string): Promise<ApiKeyView | undefined> =>
  await selectViews(queries).where('api_key.id', '=', id).executeTakeFirst()

/** Keys of a user by name, or everybody's. */
export async function listApiKeys(queries: Queries, accountId: string | undefined): Promise<ApiKeyView[]> {
  const all = selectViews(queries).orderBy('api_key.name').orderBy('api_key.id')
  return await (accountId === undefined ? all : all.where('api_key.account_id', '=', accountId)).execute()
}

export async function countApiKeys({ db }: Queries, accountId: string): Promise<number> {
  const { count } = await db
    .selectFrom('api_key')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return count
}

export async function noteUsed({ db }: Transaction, id: string, at: Timestamp): Promise<void> {
  await db.updateTable('api_key').set({ last_used: at }).where('id', '=', id).execute()
}

export async function deleteApiKey({ db }: Transaction, id: string): Promise<void> {
  await db.deleteFrom('api_key').where('id', '=', id).execute()
}
