import type { Expression, SqlBool } from 'kysely'
import { sql } from 'kysely'
import type { ConcurrencyLimitRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

/** A limit with the slots that its rows hold, before those are taken off that have come back by themselves since. */
export interface CountedLimit extends ConcurrencyLimitRow {
  readonly held: number
}

/** Which limit is meant. */
export type LimitKey = { readonly id: string } | { readonly name: string }

const selectCounted = ({ db }: Queries) =>
  db
    .selectFrom('concurrency_limit')
    .selectAll('concurrency_limit')
    .select((limit) =>
      limit
        .selectFrom('concurrency_slot')
        .whereRef('concurrency_slot.limit_id', '=', 'concurrency_limit.id')
        // Postgres sums bigints as numeric, which would come back as text.
        .select(sql<number>`cast(coalesce(sum(concurrency_slot.slots), 0) as bigint)`.as('held'))
        .$asScalar()
        .$notNull()
        .as('held'),
    )

/** One limit with what it holds. */
export async function findLimit(queries: Queries, key: LimitKey): Promise<CountedLimit | undefined> {
  return await (
    'id' in key
      ? selectCounted(queries).where('concurrency_limit.id', '=', key.id)
      : selectCounted(queries).where('concurrency_limit.name', '=', key.name)
  ).executeTakeFirst()
}

/** The limits of these ids, and those of these names, each with what it holds. */
export const findLimits = (
  queries: Queries,
  { ids, names }: { readonly ids: readonly string[]; readonly names: readonly string[] },
): Promise<CountedLimit[]> =>
  selectCounted(queries)
    .where((limits) =>
      limits.or([queries.dialect.among('concurrency_limit.id', ids), queries.dialect.among('concurrency_limit.name', names)]),
    )
    .execute()

interface LimitsPage {
  readonly limit: number
  readonly offset: number
  /** Only limits whose names begin so. */
  readonly prefix?: string
}

/** Limits by name. */
export async function listLimits(queries: Queries, { limit, offset, prefix }: LimitsPage): Promise<CountedLimit[]> {
  const begins = (name: Expression<string>): Expression<SqlBool> => queries.dialect.wildcard(name, `${prefix ?? ''}*`)
  return await selectCounted(queries)
    .$if(prefix !== undefined, (query) => query.where((limits) => begins(limits.ref('concurrency_limit.name'))))
    .orderBy('concurrency_limit.name')
    .limit(limit)
    .offset(offset)
    .execute()
}

const BY_NAME: HotStatement = { sql: 'select * from concurrency_limit where name = ?' }

/**
 * The limits of these names (or ids), by name, which nobody else counts until the transaction ends; names without a limit are left out.
 * Always in the same order, so that two transactions that want the same limits never wait for each other.
 */
export async function lockLimits(tx: Transaction, names: readonly string[]): Promise<ConcurrencyLimitRow[]> {
  const [only] = names
  if (only === undefined) return []
  // Differs by necessity: SQLite has one writer, Postgres locks the rows.
  if (tx.dialect.name === 'sqlite' && names.length === 1) return await tx.all<ConcurrencyLimitRow>(BY_NAME, [only])
  const query = tx.db.selectFrom('concurrency_limit').selectAll().where(tx.dialect.among('concurrency_limit.name', names)).orderBy('name')
  return await (tx.dialect.name === 'postgres' ? query.forUpdate() : query).execute()
}

/** The ids of the limits there are of these names. */
export async function limitIds({ db, dialect }: Queries, names: readonly string[]): Promise<string[]> {
  const rows = await db.selectFrom('concurrency_limit').select('id').where(dialect.among('concurrency_limit.name', names)).execute()
  return rows.map(({ id }) => id)
}

/** As `lockLimits`, for one limit known by its id. */
export async function lockLimit(tx: Transaction, key: LimitKey): Promise<ConcurrencyLimitRow | undefined> {
  const query = tx.db.selectFrom('concurrency_limit').selectAll()
  const found = 'id' in key ? query.where('id', '=', key.id) : query.where('name', '=', key.name)
  return await (tx.dialect.name === 'postgres' ? found.forUpdate() : found).executeTakeFirst()
}

/** What somebody decides about a limit; the rest of its row is worked out. */
export type NewLimit = Pick<ConcurrencyLimitRow, 'id' | 'name' | 'limit'> &
  Partial<Pick<ConcurrencyLimitRow, 'active' | 'slot_decay_per_second' | 'denied_slots'>>

/** How long slots are thought to be held before any was given back, in seconds. */
const FIRST_GUESS = 2

const rowOf = (limit: NewLimit, now: string): ConcurrencyLimitRow => ({
  active: true,
  slot_decay_per_second: 0,
  denied_slots: 0,
  ...limit,
  created: now,
  updated: now,
  decayed_until: now,
  avg_slot_occupancy_seconds: FIRST_GUESS,
  denied_at: now,
})

/** Throws `IntegrityError` when the name is taken. */
export async function insertLimit({ db }: Transaction, limit: NewLimit, now: string): Promise<ConcurrencyLimitRow> {
  const row = rowOf(limit, now)
  await db.insertInto('concurrency_limit').values(row).execute()
  return row
}

/** Makes the limit of this name if there is none; leaves the one there is as it is. */
export async function insertLimitIfMissing({ db }: Transaction, limit: NewLimit, now: string): Promise<void> {
  await db
    .insertInto('concurrency_limit')
    .values(rowOf(limit, now))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

export type LimitChanges = Partial<Omit<ConcurrencyLimitRow, 'id' | 'created' | 'updated'>>

/** Throws `IntegrityError` when the new name is taken. */
export async function updateLimit({ db }: Transaction, id: string, changes: LimitChanges, now: string): Promise<void> {
  await db
    .updateTable('concurrency_limit')
    .set({ ...changes, updated: now })
    .where('id', '=', id)
    .execute()
}

/** Deletes a limit with the slots that were taken of it, and answers it; undefined when there is none. */
export const deleteLimit = ({ db }: Transaction, key: LimitKey): Promise<ConcurrencyLimitRow | undefined> => {
  const query = db.deleteFrom('concurrency_limit').returningAll()
  return ('id' in key ? query.where('id', '=', key.id) : query.where('name', '=', key.name)).executeTakeFirst()
}
