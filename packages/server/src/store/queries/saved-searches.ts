import type { SavedSearchRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Writes a saved search, or gives the one of that name other filters; answers the row there is now. */
export async function upsertSavedSearch({ db }: Transaction, row: SavedSearchRow): Promise<SavedSearchRow> {
  return await db
    .insertInto('saved_search')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ filters: row.filters, updated: row.updated }))
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** One saved search. */
export async function readSavedSearch({ db }: Queries, id: string): Promise<SavedSearchRow | undefined> {
  return await db.selectFrom('saved_search').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Saved searches by name. */
export async function listSavedSearches({ db }: Queries, { limit, offset }: { limit: number; offset: number }): Promise<SavedSearchRow[]> {
  return await db.selectFrom('saved_search').selectAll().orderBy('name').limit(limit).offset(offset).execute()
}

/** False when there is no such saved search. */
export async function deleteSavedSearch({ db }: Transaction, id: string): Promise<boolean> {
  return (await db.deleteFrom('saved_search').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
}
