import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { bulkInsert } from '../bulk-insert.ts'
import type { AuditEntryRow, AuditHeadRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** People and keys whose names are looked through for a part of one. */
const MOST_NAMES = 1000

const HEAD = 1

/** The last entry of the audit log, held until the transaction ends so that nobody else appends meanwhile; undefined before the first. */
export const lockAuditHead = ({ db }: Transaction): Promise<AuditHeadRow | undefined> =>
  db.updateTable('audit_head').set({ id: HEAD }).where('id', '=', HEAD).returningAll().executeTakeFirst()

/** As `lockAuditHead`, for who only looks. */
export const readAuditHead = ({ db }: Queries): Promise<AuditHeadRow | undefined> =>
  db.selectFrom('audit_head').selectAll().where('id', '=', HEAD).executeTakeFirst()

/** Makes the place of the last entry, where there is none. */
export async function makeAuditHead({ db }: Transaction, at: Timestamp): Promise<void> {
  await db
    .insertInto('audit_head')
    .values({ id: HEAD, number: 0, at, hash: '' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

const insert = bulkInsert<AuditEntryRow>('audit_entry', [
  'number',
  'at',
  'who_kind',
  'who_id',
  'who_name',
  'address',
  'program',
  'action',
  'object_kind',
  'object_id',
  'object_name',
  'status',
  'details',
  'request_id',
  'previous',
  'hash',
])

/** Appends entries whose numbers and hashes follow the head that this transaction holds. */
export async function appendAuditEntries(tx: Transaction, rows: readonly AuditEntryRow[]): Promise<void> {
  const last = rows.at(-1)
  if (last === undefined) return
  await insert(tx, rows)
  const { number, at, hash } = last
  await tx.db.updateTable('audit_head').set({ number, at, hash }).where('id', '=', HEAD).execute()
}

/** Which entries are wanted. */
export interface WantedEntries {
  readonly since?: Timestamp | null | undefined
  readonly until?: Timestamp | null | undefined
  /** Part of the name of who did it. */
  readonly who?: string | null | undefined
  /** The beginning of the action. */
  readonly action?: string | null | undefined
  readonly id?: string | null | undefined
  readonly refused?: boolean | null | undefined
  readonly before: number | null
  readonly limit: number
}

/** Entries, newest first. Times of entries go with their numbers, so that a span of time is one of numbers. */
export async function listAuditEntries(queries: Queries, wanted: WantedEntries): Promise<AuditEntryRow[]> {
  const { db, dialect } = queries
  const { since, until, who, action, id, refused, before, limit } = wanted
  const names = who ? await namesWith(queries, who) : undefined
  const first = since ? await firstFrom(queries, since) : 0
  if (names?.length === 0 || first === undefined) return []
  const end = until ? await firstFrom(queries, until) : undefined
  return await db
    .selectFrom('audit_entry')
    .selectAll()
    .$if(first > 0, (query) => query.where('number', '>=', first))
    .$if(end !== undefined, (query) => query.where('number', '<', end ?? 0))
    .$if(before !== null, (query) => query.where('number', '<', before))
    .$if(names !== undefined, (query) => query.where(dialect.among('audit_entry.who_name', names ?? [])))
    .$if(Boolean(action), (query) => query.where('action', '>=', action ?? '').where('action', '<', `${action}\u{10FFFF}`))
    .$if(Boolean(id), (query) => query.where('object_id', '=', id ?? ''))
    .$if(refused === true, (query) => query.where(REFUSED))
    .$if(refused === false, (query) => query.where(sql<boolean>`not ${REFUSED}`))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
}

/** As the index of refusals has it. */
const REFUSED = sql<boolean>`(status in (401, 403))`

/** The first entry at or after a time. */
async function firstFrom({ db }: Queries, at: Timestamp): Promise<number | undefined> {
  const query = db.selectFrom('audit_entry').select('number').where('at', '>=', at).orderBy('at').orderBy('number').limit(1)
  return (await query.executeTakeFirst())?.number
}

/** The names with `part` in them, each found by one look into the index, so that it does not matter how much each has done. */
async function namesWith({ db, dialect }: Queries, part: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    with recursive named (name) as (
      select min(who_name) from audit_entry where who_name is not null
      union all
      select (select min(who_name) from audit_entry where who_name > named.name) from named where named.name is not null
    )
    select name from named where name is not null and ${dialect.containsText(sql.ref('name'), part)} limit ${MOST_NAMES}`.execute(db)
  return rows.map(({ name }) => name)
}

/** Entries in their order, from the one after a number on. */
export const auditEntriesAfter = ({ db }: Queries, number: number, limit: number): Promise<AuditEntryRow[]> =>
  db.selectFrom('audit_entry').selectAll().where('number', '>', number).orderBy('number').limit(limit).execute()

/** The last entry about an object that says that it was deleted. */
export const findDeletion = ({ db }: Queries, kind: string, id: string): Promise<AuditEntryRow | undefined> =>
  db
    .selectFrom('audit_entry')
    .selectAll()
    .where('object_id', '=', id)
    .where('object_kind', '=', kind)
    .where('action', 'like', '%.delete%')
    .where('status', '<', 300)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The last entries, a hundred at most, that say that a work pool or a queue of a name was deleted. */
export const findDeletionsByName = ({ db }: Queries, kind: 'work-pool' | 'work-queue', name: string): Promise<AuditEntryRow[]> =>
  db
    .selectFrom('audit_entry')
    .selectAll()
    .where('action', 'in', ['workPools.delete', 'workPools.deleteQueue'])
    .where('object_kind', '=', kind)
    .where('object_name', '=', name)
    .where('status', '<', 300)
    .orderBy('number', 'desc')
    .limit(100)
    .execute()

/** What retention of the audit log has done last. */
export const lastOfAction = ({ db }: Queries, action: string): Promise<AuditEntryRow | undefined> =>
  db.selectFrom('audit_entry').selectAll().where('action', '=', action).orderBy('number', 'desc').limit(1).executeTakeFirst()

/** The number up to which the oldest entries are older than a time, at most `limit` of them; undefined where none is. */
export async function oldAuditEntries({ db }: Queries, before: Timestamp, limit: number): Promise<number | undefined> {
  const oldest = db.selectFrom('audit_entry').select(['number', 'at']).orderBy('number').limit(limit).as('oldest')
  const { last } = await db
    .selectFrom(oldest)
    .select(({ fn }) => fn.max('number').as('last'))
    .where('at', '<', before)
    .executeTakeFirstOrThrow()
  return last ?? undefined
}

/** Deletes the entries up to a number. */
export async function deleteAuditEntries({ db }: Transaction, last: number): Promise<void> {
  await db.deleteFrom('audit_entry').where('number', '<=', last).execute()
}
