import { sql } from 'kysely'
import type { FlowRunInputRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const INSERT: HotStatement = {
  sql: `insert into flow_run_input (id, created, updated, flow_run_id, key, content, sender) values (?, ?, ?, ?, ?, ?, ?)
    on conflict (flow_run_id, key) do nothing returning id`,
}

/** False when the run has an input under this key. Throws `IntegrityError` when there is no such run. */
export async function insertFlowRunInput(tx: Transaction, row: FlowRunInputRow): Promise<boolean> {
  const { id, created, updated, flow_run_id, key, content, sender } = row
  return (await tx.all(INSERT, [id, created, updated, flow_run_id, key, content, sender])).length > 0
}

interface InputsPage {
  readonly flowRunId: string
  readonly prefix: string
  readonly excludeKeys: readonly string[]
  readonly limit: number
}

/** The inputs of a run, oldest first, whose keys begin with `prefix`, in which `%` and `_` stand for anything, as in Prefect. */
export async function listFlowRunInputs(
  { db, dialect }: Queries,
  { flowRunId, prefix, excludeKeys, limit }: InputsPage,
): Promise<FlowRunInputRow[]> {
  return await db
    .selectFrom('flow_run_input')
    .selectAll()
    .where('flow_run_id', '=', flowRunId)
    .where(sql<boolean>`lower(key) like ${`${prefix.toLowerCase()}%`}`)
    .$if(excludeKeys.length > 0, (query) => query.where(sql<boolean>`not ${dialect.among('flow_run_input.key', excludeKeys)}`))
    .orderBy('created')
    .limit(limit)
    .execute()
}

const READ: HotStatement = { sql: 'select * from flow_run_input where flow_run_id = ? and key = ?' }

/** One input of a run. */
export async function readFlowRunInput(queries: Queries, flowRunId: string, key: string): Promise<FlowRunInputRow | undefined> {
  const [row] = await queries.all<FlowRunInputRow>(READ, [flowRunId, key])
  return row
}

/** False when the run has no such input. */
export async function deleteFlowRunInput({ db }: Transaction, flowRunId: string, key: string): Promise<boolean> {
  const result = await db.deleteFrom('flow_run_input').where('flow_run_id', '=', flowRunId).where('key', '=', key).executeTakeFirst()
  return result.numDeletedRows > 0n
}
