import type { LeaseHolder, Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { ConcurrencyLeaseRow, ConcurrencySlotRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const HELD: HotStatement = { sql: 'select cast(coalesce(sum(slots), 0) as bigint) as held from concurrency_slot where limit_id = ?' }

/** How many slots of a limit its rows hold. */
export async function slotsHeld(queries: Queries, limitId: string): Promise<number> {
  const [row] = await queries.all<{ held: number }>(HELD, [limitId])
  return row?.held ?? 0
}

const INSERT_LEASE: HotStatement = {
  sql: 'insert into concurrency_lease (id, created, holder_type, holder_id, duration, expires_at) values (?, ?, ?, ?, ?, ?)',
}

export async function insertLease(tx: Transaction, lease: ConcurrencyLeaseRow): Promise<void> {
  await tx.all(INSERT_LEASE, [lease.id, lease.created, lease.holder_type, lease.holder_id, lease.duration, lease.expires_at])
}

const INSERT_SLOT: HotStatement = { sql: 'insert into concurrency_slot (id, limit_id, lease_id, slots) values (?, ?, ?, ?)' }
const INSERT_UNLEASED: HotStatement = {
  sql: `insert into concurrency_slot (id, limit_id, lease_id, slots) values (?, ?, ?, ?)
    on conflict (limit_id) where lease_id is null do update set slots = concurrency_slot.slots + excluded.slots`,
}

/** Writes slots of a limit as held; those without a lease are added to the ones that others hold without. */
export async function insertSlots(tx: Transaction, { id, limit_id, lease_id, slots }: ConcurrencySlotRow): Promise<void> {
  await tx.all(lease_id === null ? INSERT_UNLEASED : INSERT_SLOT, [id, limit_id, lease_id, slots])
}

/** Takes up to `count` slots of a limit off its rows: first those without a lease, then (if `leased`) the oldest leases'. */
export async function removeSlots({ db }: Transaction, limitId: string, count: number, leased: boolean): Promise<void> {
  let left = count
  const rows = await db
    .selectFrom('concurrency_slot')
    .select(['id', 'slots'])
    .where('limit_id', '=', limitId)
    .$if(!leased, (query) => query.where('lease_id', 'is', null))
    .orderBy(sql`case when lease_id is null then 0 else 1 end`)
    .orderBy('id')
    .execute()
  for (const { id, slots } of rows) {
    if (left <= 0) return
    if (slots > left)
      await db
        .updateTable('concurrency_slot')
        .set({ slots: slots - left })
        .where('id', '=', id)
        .execute()
    else await db.deleteFrom('concurrency_slot').where('id', '=', id).execute()
    left -= slots
  }
}

/** Makes a limit hold exactly `count` slots: by what is held without a lease, or if that cannot be, by nobody but that. */
export async function overrideSlots(tx: Transaction, limitId: string, count: number, rowId: string): Promise<void> {
  const [leased] = await tx.db
    .selectFrom('concurrency_slot')
    .select(sql<number>`cast(coalesce(sum(slots), 0) as bigint)`.as('slots'))
    .where('limit_id', '=', limitId)
    .where('lease_id', 'is not', null)
    .execute()
  const rest = count - (leased?.slots ?? 0)
  await tx.db
    .deleteFrom('concurrency_slot')
    .where('limit_id', '=', limitId)
    .$if(rest >= 0, (query) => query.where('lease_id', 'is', null))
    .execute()
  const unleased = rest >= 0 ? rest : count
  if (unleased > 0) await insertSlots(tx, { id: rowId, limit_id: limitId, lease_id: null, slots: unleased })
}

/** A lease with what it holds; `slots` is of each limit. */
export interface HeldLease extends ConcurrencyLeaseRow {
  readonly holds: readonly Pick<ConcurrencySlotRow, 'limit_id' | 'slots'>[]
}

/** The leases of these ids with what they hold; those that are gone are left out. */
export async function readLeases({ db }: Queries, ids: readonly string[]): Promise<HeldLease[]> {
  if (ids.length === 0) return []
  const leases = await db.selectFrom('concurrency_lease').selectAll().where('id', 'in', ids).execute()
  const slots = await db.selectFrom('concurrency_slot').select(['lease_id', 'limit_id', 'slots']).where('lease_id', 'in', ids).execute()
  return leases.map((lease) => ({ ...lease, holds: slots.filter((slot) => slot.lease_id === lease.id) }))
}

/** Deletes leases, and frees their slots with them. */
export async function deleteLeases({ db }: Transaction, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('concurrency_lease').where('id', 'in', ids).execute()
}

const LEASES_OF: HotStatement = { sql: 'select id from concurrency_lease where holder_id = ?' }

/** The leases that are held for somebody. */
export async function leasesOf(queries: Queries, holderId: string): Promise<string[]> {
  return (await queries.all<{ id: string }>(LEASES_OF, [holderId])).map(({ id }) => id)
}

/** The leases that hold slots of a limit, oldest first, with their holders. */
export async function leasesOn({ db }: Queries, limitId: string): Promise<Pick<ConcurrencyLeaseRow, 'id' | 'holder_type' | 'holder_id'>[]> {
  return await db
    .selectFrom('concurrency_lease')
    .innerJoin('concurrency_slot', 'concurrency_slot.lease_id', 'concurrency_lease.id')
    .where('concurrency_slot.limit_id', '=', limitId)
    .select(['concurrency_lease.id', 'holder_type', 'holder_id'])
    .orderBy('concurrency_lease.created')
    .orderBy('concurrency_lease.id')
    .execute()
}

/** Those who hold slots of the limits given, by limit. */
export async function holdersOf(queries: Queries, limitIds: readonly string[], type: LeaseHolder['type']): Promise<Map<string, string[]>> {
  const holders = new Map<string, string[]>(limitIds.map((id) => [id, []]))
  const rows = await queries.db
    .selectFrom('concurrency_slot')
    .innerJoin('concurrency_lease', 'concurrency_lease.id', 'concurrency_slot.lease_id')
    .where(queries.dialect.among('concurrency_slot.limit_id', limitIds))
    .where('holder_type', '=', type)
    .select(['limit_id', 'holder_id'])
    .orderBy('concurrency_lease.created')
    .execute()
  for (const { limit_id, holder_id } of rows) if (holder_id !== null) holders.get(limit_id)?.push(holder_id)
  return holders
}

const RENEW: HotStatement = { sql: 'update concurrency_lease set expires_at = ?, duration = ? where id = ? returning id' }

/** Lets a lease hold until a time (null: until it is given back); false when it is gone. */
export async function extendLease(tx: Transaction, id: string, until: Timestamp | null, duration: number | null): Promise<boolean> {
  return (await tx.all(RENEW, [until, duration, id])).length > 0
}

interface Lapse {
  readonly now: Timestamp
  /** Only leases that last no longer than this many seconds. */
  readonly longest: number
  readonly limit: number
}

/** The leases that have lapsed, which nobody else frees or renews until the transaction ends. */
export async function lapsedLeases({ db, dialect }: Transaction, { now, longest, limit }: Lapse): Promise<string[]> {
  const query = db
    .selectFrom('concurrency_lease')
    .select('id')
    .where('expires_at', '<', now)
    .where('duration', '<=', longest)
    .orderBy('expires_at')
    .limit(limit)
  const rows = await (dialect.name === 'postgres' ? query.forUpdate().skipLocked() : query).execute()
  return rows.map(({ id }) => id)
}
