import type { ArtifactCollectionFilter, ArtifactFilter, ArtifactSort } from '@millrace/protocol'
import { type Expression, sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { artifactCollectionWhere, artifactWhere, madeByWhere, type MakerFilters } from '../filters/artifact-where.ts'
import { allOf, given } from '../filters/criteria.ts'
import type { ArtifactRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Writes an artifact, which from now on is the newest of its key, if it has one. */
export async function insertArtifact({ db }: Transaction, row: ArtifactRow, collectionId: string): Promise<void> {
  await db.insertInto('artifact').values(row).execute()
  const { id: latest_id, key, created, updated } = row
  if (key === null) return
  await db
    .insertInto('artifact_collection')
    .values({ id: collectionId, created, updated, key, latest_id })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ latest_id, updated }))
    .execute()
}

/** One artifact. */
export async function readArtifact({ db }: Queries, id: string): Promise<ArtifactRow | undefined> {
  return await db.selectFrom('artifact').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The newest artifact of a key, under the id and the times of its collection. */
export interface LatestArtifact extends ArtifactRow {
  readonly key: string
  readonly latest_id: string
}

const selectLatest = ({ db }: Queries) =>
  db
    .selectFrom('artifact_collection')
    .innerJoin('artifact', 'artifact.id', 'artifact_collection.latest_id')
    .selectAll('artifact_collection')
    .select(['type', 'description', 'data', 'metadata_', 'flow_run_id', 'task_run_id'])

/** The newest artifact of a key. */
export async function readLatestArtifact(queries: Queries, key: string): Promise<LatestArtifact | undefined> {
  return await selectLatest(queries).where('artifact_collection.key', '=', key).executeTakeFirst()
}

interface Page<Filter> {
  readonly filter: Filter | null | undefined
  readonly makers: MakerFilters
  readonly sort: ArtifactSort
  readonly limit: number
  readonly offset: number
}

/** One page of the artifacts that match. */
export async function listArtifacts(queries: Queries, page: Page<ArtifactFilter>): Promise<ArtifactRow[]> {
  return await queries.db
    .selectFrom('artifact')
    .selectAll()
    .where(wanted(queries.dialect, page))
    .orderBy(orderOf('artifact', page.sort))
    .orderBy('artifact.id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
}

/** One page of the newest artifacts of each key, as far as these match. */
export async function listLatestArtifacts(queries: Queries, page: Page<ArtifactCollectionFilter>): Promise<LatestArtifact[]> {
  return await selectLatest(queries)
    .where(wantedLatest(queries.dialect, page))
    .orderBy(orderOf('artifact_collection', page.sort))
    .orderBy('artifact_collection.id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
}

/** How many artifacts match. */
export async function countArtifacts({ db, dialect }: Queries, what: Pick<Page<ArtifactFilter>, 'filter' | 'makers'>): Promise<number> {
  const { count } = await db
    .selectFrom('artifact')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(wanted(dialect, what))
    .executeTakeFirstOrThrow()
  return count
}

/** How many keys there are whose newest artifact matches. */
export async function countLatestArtifacts(
  { db, dialect }: Queries,
  what: Pick<Page<ArtifactCollectionFilter>, 'filter' | 'makers'>,
): Promise<number> {
  const { count } = await db
    .selectFrom('artifact_collection')
    .innerJoin('artifact', 'artifact.id', 'artifact_collection.latest_id')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(wantedLatest(dialect, what))
    .executeTakeFirstOrThrow()
  return count
}

const wanted = (dialect: Dialect, { filter, makers }: Pick<Page<ArtifactFilter>, 'filter' | 'makers'>): Condition =>
  allOf([given(filter, (some) => artifactWhere(dialect, some)), madeByWhere(dialect, makers)])

const wantedLatest = (dialect: Dialect, { filter, makers }: Pick<Page<ArtifactCollectionFilter>, 'filter' | 'makers'>): Condition =>
  allOf([given(filter, (some) => artifactCollectionWhere(dialect, some)), madeByWhere(dialect, makers)])

/** Artifacts without a key come first when keys go up, as in SQLite, and last when they go down. */
const ORDER = {
  CREATED_DESC: ['created', sql`desc`],
  UPDATED_DESC: ['updated', sql`desc`],
  ID_DESC: ['id', sql`desc`],
  KEY_ASC: ['key', sql`asc nulls first`],
  KEY_DESC: ['key', sql`desc nulls last`],
} as const

function orderOf(table: 'artifact' | 'artifact_collection', sort: ArtifactSort): Expression<unknown> {
  const [column, direction] = ORDER[sort]
  return sql`${sql.ref(`${table}.${column}`)} ${direction}`
}

export type ArtifactChanges = Partial<Pick<ArtifactRow, 'data' | 'description' | 'metadata_'>>

/** False when there is no such artifact. */
export async function updateArtifact({ db }: Transaction, id: string, changes: ArtifactChanges, now: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('artifact')
    .set({ ...changes, updated: now })
    .where('id', '=', id)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await db.updateTable('artifact_collection').set({ updated: now }).where('latest_id', '=', id).execute()
  return true
}

/** Deletes an artifact; the one before it becomes the newest of its key. False when there is no such artifact. */
export async function deleteArtifact({ db }: Transaction, id: string): Promise<boolean> {
  const collection = await db.selectFrom('artifact_collection').select(['id', 'key']).where('latest_id', '=', id).executeTakeFirst()
  if (collection !== undefined) {
    const before = await db
      .selectFrom('artifact')
      .select(['id', 'created', 'updated'])
      .where('key', '=', collection.key)
      .where('id', '<>', id)
      .orderBy('created', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    const { id: latest_id, ...times } = before ?? { id: undefined }
    if (latest_id !== undefined) {
      await db
        .updateTable('artifact_collection')
        .set({ latest_id, ...times })
        .where('id', '=', collection.id)
        .execute()
    }
  }
  // A key without any artifact left goes with its last one.
  const { numDeletedRows } = await db.deleteFrom('artifact').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}
