import type { CompositeTriggerChildFiringRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Which trigger a compound or a sequence is. */
export type ParentId = Pick<CompositeTriggerChildFiringRow, 'automation_id' | 'parent_trigger_id'>

/** The firings that a compound or a sequence remembers of the triggers inside it, the oldest first. */
export const readChildFirings = ({ db }: Queries, parent: ParentId): Promise<CompositeTriggerChildFiringRow[]> =>
  db
    .selectFrom('composite_trigger_child_firing')
    .selectAll()
    .where('automation_id', '=', parent.automation_id)
    .where('parent_trigger_id', '=', parent.parent_trigger_id)
    .orderBy('child_fired_at')
    .execute()

/** Has a compound or a sequence remember these firings and no others. */
export async function replaceChildFirings(
  { db }: Transaction,
  parent: ParentId,
  rows: readonly CompositeTriggerChildFiringRow[],
): Promise<void> {
  await db
    .deleteFrom('composite_trigger_child_firing')
    .where('automation_id', '=', parent.automation_id)
    .where('parent_trigger_id', '=', parent.parent_trigger_id)
    .execute()
  if (rows.length > 0)
    await db
      .insertInto('composite_trigger_child_firing')
      .values([...rows])
      .execute()
}
