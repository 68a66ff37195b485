import { sql } from 'kysely'
import type { Queries } from '../store.ts'

/** The tables of what has a name, and the column that it is in. */
const TABLES: Readonly<Record<string, readonly [table: string, name: string]>> = {
  'api-key': ['api_key', 'name'],
  artifact: ['artifact', 'key'],
  automation: ['automation', 'name'],
  block: ['block_document', 'name'],
  'block-type': ['block_type', 'name'],
  'concurrency-limit': ['concurrency_limit', 'name'],
  'dead-letter': ['dead_letter', 'name'],
  deployment: ['deployment', 'name'],
  flow: ['flow', 'name'],
  'flow-run': ['flow_run', 'name'],
  'notification-policy': ['flow_run_notification_policy', 'id'],
  'saved-search': ['saved_search', 'name'],
  'task-run': ['task_run', 'name'],
  user: ['account', 'name'],
  variable: ['variable', 'name'],
  'work-pool': ['work_pool', 'name'],
  'work-queue': ['work_queue', 'name'],
  worker: ['worker', 'name'],
}

/** What goes with an object that is deleted: what of it, and by which column it belongs there. */
const PARTS: Readonly<Record<string, readonly [kind: string, column: string]>> = {
  flow: ['deployment', 'flow_id'],
  'work-pool': ['work-queue', 'work_pool_id'],
  'block-type': ['block', 'block_type_id'],
}

/** How many of these are told. */
const MOST_PARTS = 1000

/** An object by its id and its name. */
export interface NamedObject {
  readonly id: string
  readonly name: string | null
}

/** How a call names what it is about. */
export interface NamedBy {
  readonly id?: string | undefined
  readonly name?: string | undefined
  /** The pool that a queue or a worker of this name is of. */
  readonly pool?: string | undefined
}

/** The id and the name of an object; undefined where there is none, or nothing of its kind has a name. */
export async function findNamedObject({ db }: Queries, kind: string, by: NamedBy): Promise<NamedObject | undefined> {
  const found = TABLES[kind]
  if (found === undefined || (by.id === undefined && by.name === undefined)) return undefined
  const [table, column] = found
  const ofPool = by.pool === undefined ? sql`` : sql`and work_pool_id = (select id from work_pool where name = ${by.pool})`
  const matches = by.id === undefined ? sql`${sql.ref(column)} = ${by.name} ${ofPool}` : sql`id = ${by.id}`
  const { rows } = await sql<NamedObject>`
    select id, ${sql.ref(column)} as name from ${sql.table(table)} where ${matches} limit 1`.execute(db)
  return rows[0]
}

/** What is deleted together with an object, but for runs, of which there may be any number. */
export async function findParts({ db }: Queries, kind: string, id: string): Promise<(NamedObject & { readonly kind: string })[]> {
  const found = PARTS[kind]
  if (found === undefined) return []
  const [part, column] = found
  const [table, name] = TABLES[part] ?? ['', '']
  const { rows } = await sql<NamedObject>`
    select id, ${sql.ref(name)} as name from ${sql.table(table)} where ${sql.ref(column)} = ${id} limit ${MOST_PARTS}`.execute(db)
  return rows.map((row) => ({ kind: part, ...row }))
}
