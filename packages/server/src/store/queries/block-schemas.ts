import type { BlockSchemaFilter } from '@millrace/protocol'
import { blockSchemaWhere } from '../filters/block-where.ts'
import { allOf, given } from '../filters/criteria.ts'
import type { BlockSchemaRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Writes a schema unless there is one of its checksum and version; answers the one there is then. */
export async function insertOrReadBlockSchema(
  { db }: Transaction,
  row: BlockSchemaRow,
): Promise<{ readonly schema: BlockSchemaRow; readonly created: boolean }> {
  await db
    .insertInto('block_schema')
    .values(row)
    .onConflict((conflict) => conflict.columns(['checksum', 'version']).doNothing())
    .execute()
  const schema = await db
    .selectFrom('block_schema')
    .selectAll()
    .where('checksum', '=', row.checksum)
    .where('version', '=', row.version)
    .executeTakeFirstOrThrow()
  return { schema, created: schema.id === row.id }
}

/** The schema of an id. */
export const readBlockSchema = ({ db }: Queries, id: string): Promise<BlockSchemaRow | undefined> =>
  db.selectFrom('block_schema').selectAll().where('id', '=', id).executeTakeFirst()

/** Schemas by their ids. */
export const readBlockSchemas = ({ db, dialect }: Queries, ids: readonly string[]): Promise<BlockSchemaRow[]> =>
  db.selectFrom('block_schema').selectAll().where(dialect.among('block_schema.id', ids)).execute()

/** The schema of a checksum and version, or the newest of that checksum. */
export const readBlockSchemaByChecksum = (
  { db }: Queries,
  checksum: string,
  version: string | null | undefined,
): Promise<BlockSchemaRow | undefined> =>
  db
    .selectFrom('block_schema')
    .selectAll()
    .where('checksum', '=', checksum)
    .$if(typeof version === 'string', (query) => query.where('version', '=', version ?? ''))
    .orderBy('created', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

export async function deleteBlockSchema({ db }: Transaction, id: string): Promise<void> {
  await db.deleteFrom('block_schema').where('id', '=', id).execute()
}

interface BlockSchemaPage {
  readonly filter: BlockSchemaFilter | null | undefined
  readonly limit: number
  readonly offset: number
}

/** One page of the schemas that match, the newest first. */
export const listBlockSchemas = ({ db, dialect }: Queries, { filter, limit, offset }: BlockSchemaPage): Promise<BlockSchemaRow[]> =>
  db
    .selectFrom('block_schema')
    .selectAll()
    .where(allOf([given(filter, (schemas) => blockSchemaWhere(dialect, schemas))]))
    .orderBy('block_schema.created', 'desc')
    .orderBy('block_schema.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

/** Every capability that some schema has, in order. */
export async function listBlockCapabilities({ db }: Queries): Promise<string[]> {
  const rows = await db.selectFrom('block_schema').select('capabilities').distinct().execute()
  return [...new Set(rows.flatMap(({ capabilities }) => capabilities))].toSorted()
}
