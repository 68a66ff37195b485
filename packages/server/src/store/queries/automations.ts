import type { AutomationFilter, AutomationSort } from '@millrace/protocol'
import { sql } from 'kysely'
import { automationWhere } from '../filters/automation-where.ts'
import type { AutomationRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Writes an automation. */
export async function insertAutomation({ db }: Transaction, row: AutomationRow): Promise<void> {
  await db.insertInto('automation').values(row).execute()
}

/** One automation. */
export const readAutomation = ({ db }: Queries, id: string): Promise<AutomationRow | undefined> =>
  db.selectFrom('automation').selectAll().where('id', '=', id).executeTakeFirst()

/** The automations whose triggers are looked at. */
export const listEnabledAutomations = ({ db }: Queries): Promise<AutomationRow[]> =>
  db.selectFrom('automation').selectAll().where('enabled', '=', true).orderBy('created').orderBy('id').execute()

/** Changes an automation and answers it as it is then; undefined when there is none. */
export const updateAutomation = (
  { db }: Transaction,
  id: string,
  changes: Partial<Omit<AutomationRow, 'id' | 'created'>>,
): Promise<AutomationRow | undefined> => db.updateTable('automation').set(changes).where('id', '=', id).returningAll().executeTakeFirst()

/** Deletes automations with the state of their triggers, and answers those that were there. */
export const deleteAutomations = ({ db, dialect }: Transaction, ids: readonly string[]): Promise<AutomationRow[]> =>
  db.deleteFrom('automation').where(dialect.among('automation.id', ids)).returningAll().execute()

/** Forgets how far the triggers of an automation have counted; new triggers begin anew. */
export async function clearTriggerState({ db }: Transaction, automationId: string): Promise<void> {
  await db.deleteFrom('automation_bucket').where('automation_id', '=', automationId).execute()
  await db.deleteFrom('composite_trigger_child_firing').where('automation_id', '=', automationId).execute()
}

const ORDER = {
  CREATED_DESC: sql`automation.created desc`,
  UPDATED_DESC: sql`automation.updated desc`,
  NAME_ASC: sql`automation.name asc`,
  NAME_DESC: sql`automation.name desc`,
} satisfies Record<AutomationSort, unknown>

interface AutomationPage {
  readonly filter: AutomationFilter | null | undefined
  readonly sort: AutomationSort
  readonly limit: number
  readonly offset: number
}

/** One page of the automations that match. */
export const listAutomations = ({ db, dialect }: Queries, { filter, sort, limit, offset }: AutomationPage): Promise<AutomationRow[]> =>
  db
    .selectFrom('automation')
    .selectAll()
    .where(filter ? automationWhere(dialect, filter) : sql<boolean>`true`)
    .orderBy(ORDER[sort])
    .orderBy('automation.id')
    .limit(limit)
    .offset(offset)
    .execute()

/** How many automations match. */
export async function countAutomations({ db, dialect }: Queries, filter: AutomationFilter | null | undefined): Promise<number> {
  const { count } = await db
    .selectFrom('automation')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(filter ? automationWhere(dialect, filter) : sql<boolean>`true`)
    .executeTakeFirstOrThrow()
  return count
}

/** The automations that act on a resource or belong to it; with `owned`, those that belong to it. By name. */
export const relatedAutomations = ({ db }: Queries, resourceId: string, { owned = false } = {}): Promise<AutomationRow[]> =>
  db
    .selectFrom('automation')
    .innerJoin('automation_related_resource', 'automation_related_resource.automation_id', 'automation.id')
    .selectAll('automation')
    .where('automation_related_resource.resource_id', '=', resourceId)
    .$if(owned, (query) => query.where('automation_related_resource.owned', '=', true))
    .orderBy('automation.name')
    .orderBy('automation.id')
    .execute()

/** Sets which resources an automation acts on; that it belongs to one stays. */
export async function setRelatedResources({ db }: Transaction, automationId: string, resourceIds: readonly string[]): Promise<void> {
  await db.deleteFrom('automation_related_resource').where('automation_id', '=', automationId).where('owned', '=', false).execute()
  const rows = resourceIds.map((resource_id) => ({ automation_id: automationId, resource_id, owned: false }))
  if (rows.length === 0) return
  await db
    .insertInto('automation_related_resource')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Makes an automation belong to a resource. */
export async function setOwner({ db }: Transaction, automationId: string, resourceId: string): Promise<void> {
  await db
    .insertInto('automation_related_resource')
    .values({ automation_id: automationId, resource_id: resourceId, owned: true })
    .onConflict((conflict) => conflict.columns(['automation_id', 'resource_id']).doUpdateSet({ owned: true }))
    .execute()
}
