import { sql } from 'kysely'
import type { BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter } from '@millrace/protocol'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { blockDocumentWhere, blockSchemaWhere, blockTypeWhere } from '../filters/block-where.ts'
import { allOf, given } from '../filters/criteria.ts'
import type { BlockDocumentReferenceRow, BlockDocumentRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Writes a block document. Throws `IntegrityError` when its type has one of that name. */
export async function insertBlockDocument({ db }: Transaction, row: BlockDocumentRow): Promise<void> {
  await db.insertInto('block_document').values(row).execute()
}

export const readBlockDocument = ({ db }: Queries, id: string): Promise<BlockDocumentRow | undefined> =>
  db.selectFrom('block_document').selectAll().where('id', '=', id).executeTakeFirst()

/** What a document's block can do; undefined when there is no such document. */
export async function readBlockCapabilities({ db }: Queries, id: string): Promise<readonly string[] | undefined> {
  const row = await db
    .selectFrom('block_document')
    .innerJoin('block_schema', 'block_schema.id', 'block_document.block_schema_id')
    .select('block_schema.capabilities')
    .where('block_document.id', '=', id)
    .executeTakeFirst()
  return row?.capabilities
}

/** The document of a type's slug and a name. */
export const readBlockDocumentByName = ({ db }: Queries, slug: string, name: string): Promise<BlockDocumentRow | undefined> =>
  db
    .selectFrom('block_document')
    .innerJoin('block_type', 'block_type.id', 'block_document.block_type_id')
    .selectAll('block_document')
    .where('block_type.slug', '=', slug)
    .where('block_document.name', '=', name)
    .executeTakeFirst()

/** Documents by their ids. */
export const readBlockDocuments = ({ db, dialect }: Queries, ids: readonly string[]): Promise<BlockDocumentRow[]> =>
  db.selectFrom('block_document').selectAll().where(dialect.among('block_document.id', ids)).execute()

/** Whether a type has a document of a name. */
export async function hasBlockDocument({ db }: Queries, blockTypeId: string, name: string): Promise<boolean> {
  const row = await db
    .selectFrom('block_document')
    .select('id')
    .where('block_type_id', '=', blockTypeId)
    .where('name', '=', name)
    .executeTakeFirst()
  return row !== undefined
}

export async function updateBlockDocument({ db }: Transaction, id: string, changes: Partial<BlockDocumentRow>): Promise<void> {
  await db.updateTable('block_document').set(changes).where('id', '=', id).execute()
}

/** False when there is none. */
export async function deleteBlockDocument({ db }: Transaction, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('block_document').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** What documents refer to, each under a name of its own. */
export const readBlockReferences = ({ db, dialect }: Queries, parentIds: readonly string[]): Promise<BlockDocumentReferenceRow[]> =>
  db
    .selectFrom('block_document_reference')
    .selectAll()
    .where(dialect.among('block_document_reference.parent_block_document_id', parentIds))
    .orderBy('block_document_reference.name')
    .execute()

/** Throws `IntegrityError` when a document that is referred to is not there. */
export async function insertBlockReferences({ db }: Transaction, rows: readonly BlockDocumentReferenceRow[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .insertInto('block_document_reference')
    .values([...rows])
    .execute()
}

export async function deleteBlockReferences({ db, dialect }: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.deleteFrom('block_document_reference').where(dialect.among('block_document_reference.id', ids)).execute()
}

/** Which documents are meant. Without a filter of their own, those that are not anonymous. */
export interface BlockDocumentFilters {
  readonly documents: BlockDocumentFilter | null | undefined
  readonly types: BlockTypeFilter | null | undefined
  readonly schemas: BlockSchemaFilter | null | undefined
}

function matching(dialect: Dialect, { documents, types, schemas }: BlockDocumentFilters): Condition {
  return allOf([
    blockDocumentWhere(dialect, documents ?? { operator: 'and_' }),
    given(
      types,
      (filter) =>
        sql`exists (select 1 from block_type where block_type.id = block_document.block_type_id and ${blockTypeWhere(dialect, filter)})`,
    ),
    given(
      schemas,
      (filter) =>
        sql`exists (select 1 from block_schema where block_schema.id = block_document.block_schema_id and ${blockSchemaWhere(dialect, filter)})`,
    ),
  ])
}

const ORDER = {
  NAME_ASC: sql`block_document.name asc`,
  NAME_DESC: sql`block_document.name desc`,
  BLOCK_TYPE_AND_NAME_ASC: sql`(select block_type.name from block_type where block_type.id = block_document.block_type_id) asc, block_document.name asc`,
}

interface BlockDocumentPage extends BlockDocumentFilters {
  readonly sort: keyof typeof ORDER
  readonly limit: number
  readonly offset: number
}

/** One page of the documents that match. */
export const listBlockDocuments = (
  { db, dialect }: Queries,
  { sort, limit, offset, ...filters }: BlockDocumentPage,
): Promise<BlockDocumentRow[]> =>
  db
    .selectFrom('block_document')
    .selectAll()
    .where(matching(dialect, filters))
    .orderBy(ORDER[sort])
    .orderBy('block_document.id')
    .limit(limit)
    .offset(offset)
    .execute()

/** Every document of a type that is not anonymous, by name. */
export const listBlockDocumentsOfType = ({ db }: Queries, blockTypeId: string): Promise<BlockDocumentRow[]> =>
  db
    .selectFrom('block_document')
    .selectAll()
    .where('block_type_id', '=', blockTypeId)
    .where('is_anonymous', '=', false)
    .orderBy('name')
    .execute()

/** How many documents match. */
export async function countBlockDocuments({ db, dialect }: Queries, filters: BlockDocumentFilters): Promise<number> {
  const { count } = await db
    .selectFrom('block_document')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(matching(dialect, filters))
    .executeTakeFirstOrThrow()
  return count
}
