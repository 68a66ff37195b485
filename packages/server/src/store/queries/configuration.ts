import type { Json } from '@millrace/protocol'
import type { ConfigurationRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** What is remembered under a key. */
export async function readConfiguration({ db }: Queries, key: string): Promise<Json | null | undefined> {
  const row = await db.selectFrom('configuration').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

/** Remembers a value unless there is one; answers what is remembered then. */
export async function claimConfiguration(tx: Transaction, row: ConfigurationRow): Promise<Json | null | undefined> {
  await tx.db
    .insertInto('configuration')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  return await readConfiguration(tx, row.key)
}

/** Remembers a value in place of the one there was. */
export async function writeConfiguration({ db }: Transaction, row: ConfigurationRow): Promise<void> {
  await db
    .insertInto('configuration')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: row.value, updated: row.updated }))
    .execute()
}

/** Forgets what is remembered under a key. */
export async function deleteConfiguration({ db }: Transaction, key: string): Promise<void> {
  await db.deleteFrom('configuration').where('key', '=', key).execute()
}
