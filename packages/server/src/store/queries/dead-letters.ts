import type { Timestamp } from '@millrace/protocol'
import { bulkInsert } from '../bulk-insert.ts'
import type { DeadLetterRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Sets events or actions aside; in the transaction that takes them out of their queue. */
export const insertDeadLetters = bulkInsert<DeadLetterRow>('dead_letter', [
  'id',
  'created',
  'kind',
  'name',
  'automation_id',
  'attempts',
  'problem',
  'letter',
])

interface Wanted {
  readonly kind: DeadLetterRow['kind'] | null
  readonly automationId: string | null
  readonly limit: number
  readonly offset: number
}

/** What was set aside, newest first, and how much of it there is. */
export async function listDeadLetters(
  { db }: Queries,
  { kind, automationId, limit, offset }: Wanted,
): Promise<{ count: number; rows: DeadLetterRow[] }> {
  const wanted = db
    .selectFrom('dead_letter')
    .$if(kind !== null, (query) => query.where('kind', '=', kind as DeadLetterRow['kind']))
    .$if(automationId !== null, (query) => query.where('automation_id', '=', automationId))
  const { count } = await wanted.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
  const rows = await wanted.selectAll().orderBy('id', 'desc').limit(limit).offset(offset).execute()
  return { count: Number(count), rows }
}

/** Takes one out, for whoever tries it anew or drops it; undefined when it is not there (any more). */
export const takeDeadLetter = ({ db }: Transaction, id: string): Promise<DeadLetterRow | undefined> =>
  db.deleteFrom('dead_letter').where('id', '=', id).returningAll().executeTakeFirst()

/** Deletes what was set aside before a time; answers how much that was. */
export async function deleteOldDeadLetters({ db }: Transaction, before: Timestamp): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('dead_letter').where('created', '<', before).executeTakeFirst()
  return Number(numDeletedRows)
}
