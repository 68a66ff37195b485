import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { bulkInsert } from '../bulk-insert.ts'
import type { AutomationActionRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Has actions wait to be done; in the transaction of their firing. */
export const insertActions = bulkInsert<AutomationActionRow>('automation_action', [
  'id',
  'created',
  'due',
  'attempts',
  'triggered_action',
  'outward',
])

/** Whether an action is due. */
export async function hasDueActions({ db }: Queries, { outward, now }: Pick<Claim, 'outward' | 'now'>): Promise<boolean> {
  const row = await db
    .selectFrom('automation_action')
    .select('id')
    .where('outward', '=', outward)
    .where('due', '<=', now)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** How many actions wait, counted up to `most`. */
export async function countActions({ db }: Queries, most: number): Promise<number> {
  const waiting = db.selectFrom('automation_action').select('id').limit(most).as('waiting')
  const { count } = await db
    .selectFrom(waiting)
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

interface Claim {
  readonly outward: boolean
  readonly now: Timestamp
  /** When another process may do what was claimed and not ended. */
  readonly until: Timestamp
  readonly limit: number
}

/** Takes the actions that have been due longest, which nobody else is given until `until`. */
export async function claimActions({ db, dialect }: Transaction, { outward, now, until, limit }: Claim): Promise<AutomationActionRow[]> {
  const due = db
    .selectFrom('automation_action')
    .select('id')
    .where('outward', '=', outward)
    .where('due', '<=', now)
    .orderBy('due')
    .orderBy('id')
    .limit(limit)
  const claimed = await db
    .updateTable('automation_action')
    .set(({ eb }) => ({ due: until, attempts: eb('attempts', '+', 1) }))
    .where('id', 'in', due.modifyEnd(dialect.lockForClaim))
    .returningAll()
    .execute()
  return claimed.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** Takes an action out of the queue; false when it was claimed again since `attempts`, or is gone. */
export async function deleteAction({ db }: Transaction, { id, attempts }: Pick<AutomationActionRow, 'id' | 'attempts'>): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('automation_action')
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Has a claimed action wait until `due`. */
export async function postponeAction(
  { db }: Transaction,
  { id, attempts }: Pick<AutomationActionRow, 'id' | 'attempts'>,
  due: Timestamp,
): Promise<void> {
  await db.updateTable('automation_action').set({ due }).where('id', '=', id).where('attempts', '=', attempts).execute()
}

/** Prolongs the claims of actions that are being done. */
export async function renewActions(
  { db }: Transaction,
  rows: readonly Pick<AutomationActionRow, 'id' | 'attempts'>[],
  until: Timestamp,
): Promise<void> {
  for (const { id, attempts } of rows) {
    await db.updateTable('automation_action').set({ due: until }).where('id', '=', id).where('attempts', '=', attempts).execute()
  }
}

/** Gives back an action that was claimed and not begun, as if nobody had claimed it. */
export async function releaseAction(
  { db }: Transaction,
  { id, attempts }: Pick<AutomationActionRow, 'id' | 'attempts'>,
  due: Timestamp,
): Promise<void> {
  await db
    .updateTable('automation_action')
    .set({ due, attempts: sql<number>`attempts - 1` })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .execute()
}
