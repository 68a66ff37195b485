import { sql } from 'kysely'
import type { BlockSchemaFilter, BlockTypeFilter } from '@millrace/protocol'
import { blockSchemaWhere, blockTypeWhere } from '../filters/block-where.ts'
import { allOf, given } from '../filters/criteria.ts'
import type { BlockTypeRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Writes a block type. Throws `IntegrityError` when the slug is taken. */
export async function insertBlockType({ db }: Transaction, row: BlockTypeRow): Promise<void> {
  await db.insertInto('block_type').values(row).execute()
}

/** Writes block types, in place of those that have their slugs, which keep their ids. */
export async function replaceBlockTypes({ db }: Transaction, rows: readonly BlockTypeRow[]): Promise<void> {
  await db
    .insertInto('block_type')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.column('slug').doUpdateSet((column) => ({
        updated: column.ref('excluded.updated'),
        name: column.ref('excluded.name'),
        logo_url: column.ref('excluded.logo_url'),
        documentation_url: column.ref('excluded.documentation_url'),
        description: column.ref('excluded.description'),
        code_example: column.ref('excluded.code_example'),
        is_protected: column.ref('excluded.is_protected'),
      })),
    )
    .execute()
}

/** Which block type is meant. */
export type BlockTypeKey = { readonly id: string } | { readonly slug: string }

export const readBlockType = ({ db }: Queries, key: BlockTypeKey): Promise<BlockTypeRow | undefined> =>
  db
    .selectFrom('block_type')
    .selectAll()
    .where(...equal(key))
    .executeTakeFirst()

const equal = (key: BlockTypeKey): ['id' | 'slug', '=', string] => ('id' in key ? ['id', '=', key.id] : ['slug', '=', key.slug])

/** Block types by their ids. */
export const readBlockTypes = ({ db, dialect }: Queries, ids: readonly string[]): Promise<BlockTypeRow[]> =>
  db.selectFrom('block_type').selectAll().where(dialect.among('block_type.id', ids)).execute()

/** Those of the slugs that there are types of. */
export const readBlockTypesBySlug = ({ db, dialect }: Queries, slugs: readonly string[]): Promise<BlockTypeRow[]> =>
  db.selectFrom('block_type').selectAll().where(dialect.among('block_type.slug', slugs)).execute()

export async function updateBlockType({ db }: Transaction, id: string, changes: Partial<BlockTypeRow>): Promise<void> {
  await db.updateTable('block_type').set(changes).where('id', '=', id).execute()
}

/** Deletes a block type with its schemas and documents. */
export async function deleteBlockType({ db }: Transaction, id: string): Promise<void> {
  await db.deleteFrom('block_type').where('id', '=', id).execute()
}

interface BlockTypePage {
  readonly types: BlockTypeFilter | null | undefined
  /** Only types that have such a schema. */
  readonly schemas: BlockSchemaFilter | null | undefined
  readonly limit: number
  readonly offset: number
}

/** One page of the block types that match, by name. */
export const listBlockTypes = ({ db, dialect }: Queries, { types, schemas, limit, offset }: BlockTypePage): Promise<BlockTypeRow[]> =>
  db
    .selectFrom('block_type')
    .selectAll()
    .where(
      allOf([
        given(types, (filter) => blockTypeWhere(dialect, filter)),
        given(
          schemas,
          (filter) =>
            sql`exists (select 1 from block_schema where block_schema.block_type_id = block_type.id and ${blockSchemaWhere(dialect, filter)})`,
        ),
      ]),
    )
    .orderBy('block_type.name')
    .orderBy('block_type.id')
    .limit(limit)
    .offset(offset)
    .execute()
