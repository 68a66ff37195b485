import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { type AcrossFilters, flowsAcross } from '../filters/across.ts'
import type { FlowRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

type FlowSort = 'CREATED_DESC' | 'UPDATED_DESC' | 'NAME_ASC' | 'NAME_DESC'

const INSERT: HotStatement = {
  sql: `insert into flow (id, created, updated, name, tags, labels) values (?, ?, ?, ?, ?, ?)
    on conflict (name) do nothing returning *`,
}

const BY_NAME: HotStatement = { sql: 'select * from flow where name = ?' }
const BY_ID: HotStatement = { sql: 'select * from flow where id = ?' }

/** Writes a flow, or answers the one that already has its name. */
export async function insertOrReadFlow(tx: Transaction, row: FlowRow): Promise<{ flow: FlowRow; created: boolean }> {
  const [created] = await tx.all<FlowRow>(INSERT, [row.id, row.created, row.updated, row.name, row.tags, row.labels])
  if (created !== undefined) return { flow: created, created: true }
  const existing = await readFlowByName(tx, row.name)
  if (existing === undefined) throw new Error(`expected a flow named ${JSON.stringify(row.name)} after its insert met one, found none`)
  return { flow: existing, created: false }
}

/** One flow, by its id. */
export async function readFlow(queries: Queries, id: string): Promise<FlowRow | undefined> {
  const [row] = await queries.all<FlowRow>(BY_ID, [id])
  return row
}

/** One flow, by its name. */
export async function readFlowByName(queries: Queries, name: string): Promise<FlowRow | undefined> {
  const [row] = await queries.all<FlowRow>(BY_NAME, [name])
  return row
}

export interface FlowPage {
  readonly filters: AcrossFilters
  readonly sort: FlowSort
  readonly limit: number
  readonly offset: number
}

/** One page of the flows that match. */
export const listFlows = ({ db, dialect }: Queries, { filters, sort, limit, offset }: FlowPage): Promise<FlowRow[]> =>
  db
    .selectFrom('flow')
    .selectAll()
    .where(flowsAcross(dialect, filters))
    .orderBy(ORDER[sort])
    .orderBy('flow.id')
    .limit(limit)
    .offset(offset)
    .execute()

const ORDER = {
  CREATED_DESC: sql`flow.created desc`,
  UPDATED_DESC: sql`flow.updated desc`,
  NAME_ASC: sql`flow.name asc`,
  NAME_DESC: sql`flow.name desc`,
}

/** How many flows match. */
export async function countFlows({ db, dialect }: Queries, filters: AcrossFilters): Promise<number> {
  const { count } = await db
    .selectFrom('flow')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(flowsAcross(dialect, filters))
    .executeTakeFirstOrThrow()
  return count
}

/** Changes the tags of a flow and answers it as it is then; undefined when there is no such flow. */
export const updateFlow = (
  { db }: Transaction,
  id: string,
  changes: Partial<Pick<FlowRow, 'tags'>>,
  now: Timestamp,
): Promise<FlowRow | undefined> =>
  db
    .updateTable('flow')
    .set({ ...changes, updated: now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()

/** Deletes a flow with its runs, their log lines, and its deployments; false when there is no such flow. */
export async function deleteFlow({ db }: Transaction, id: string): Promise<boolean> {
  await db
    .deleteFrom('log')
    .where('flow_run_id', 'in', (from) => from.selectFrom('flow_run').select('id').where('flow_id', '=', id))
    .execute()
  const { numDeletedRows } = await db.deleteFrom('flow').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}
