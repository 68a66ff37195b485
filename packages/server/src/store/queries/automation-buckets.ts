import type { Timestamp } from '@millrace/protocol'
import type { AutomationBucketRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Which bucket: of a trigger, for one value of its `for_each` labels. */
export type BucketId = Pick<AutomationBucketRow, 'automation_id' | 'trigger_id' | 'bucketing_key'>

/** Which trigger. */
export type TriggerId = Omit<BucketId, 'bucketing_key'>

/** Rows written by one statement. */
const AT_ONCE = 50

/** The buckets with these ids that there are, and maybe others of the same triggers. */
export async function readBuckets({ db, dialect }: Queries, ids: readonly BucketId[]): Promise<AutomationBucketRow[]> {
  if (ids.length === 0) return []
  return await db
    .selectFrom('automation_bucket')
    .selectAll()
    .where(dialect.among('automation_bucket.automation_id', unique(ids.map((id) => id.automation_id))))
    .where(dialect.among('automation_bucket.trigger_id', unique(ids.map((id) => id.trigger_id))))
    .where(dialect.among('automation_bucket.bucketing_key', unique(ids.map((id) => JSON.stringify(id.bucketing_key)))))
    .execute()
}

/** The buckets of these triggers whose window was over by `before`, the earliest first. */
export async function bucketsOver(
  { db, dialect }: Queries,
  { triggers, before, limit }: { readonly triggers: readonly TriggerId[]; readonly before: Timestamp; readonly limit: number },
): Promise<AutomationBucketRow[]> {
  if (triggers.length === 0) return []
  return await db
    .selectFrom('automation_bucket')
    .selectAll()
    .where(dialect.among('automation_bucket.automation_id', unique(triggers.map((id) => id.automation_id))))
    .where(dialect.among('automation_bucket.trigger_id', unique(triggers.map((id) => id.trigger_id))))
    .where('end', '<=', before)
    .orderBy('end')
    .limit(limit)
    .execute()
}

/** Writes buckets over those with the same ids. */
export async function saveBuckets({ db }: Transaction, rows: readonly AutomationBucketRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    await db
      .insertInto('automation_bucket')
      .values(rows.slice(at, at + AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns(['automation_id', 'trigger_id', 'bucketing_key']).doUpdateSet((eb) => ({
          updated: eb.ref('excluded.updated'),
          last_event: eb.ref('excluded.last_event'),
          start: eb.ref('excluded.start'),
          end: eb.ref('excluded.end'),
          count: eb.ref('excluded.count'),
          last_operation: eb.ref('excluded.last_operation'),
          triggered_at: eb.ref('excluded.triggered_at'),
        })),
      )
      .execute()
  }
}

/** Deletes buckets by their row ids. */
export async function deleteBuckets({ db, dialect }: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.deleteFrom('automation_bucket').where(dialect.among('automation_bucket.id', ids)).execute()
}

/** Deletes at most `limit` buckets whose window was over by `before`; answers how many. */
export async function sweepBuckets({ db }: Transaction, before: Timestamp, limit: number): Promise<number> {
  const over = db
    .selectFrom('automation')
    .innerJoin('automation_bucket', 'automation_bucket.automation_id', 'automation.id')
    .select('automation_bucket.id')
    .where('automation_bucket.end', '<=', before)
    .limit(limit)
  const { numDeletedRows } = await db.deleteFrom('automation_bucket').where('id', 'in', over).executeTakeFirst()
  return Number(numDeletedRows)
}

const unique = (values: readonly string[]): string[] => [...new Set(values)]
