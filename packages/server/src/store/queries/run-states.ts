import type { Json, StateDetails } from '@millrace/protocol'
import { bulkInsert } from '../bulk-insert.ts'
import { jsonText } from '../columns.ts'
import type { FlowRunStateRow, TaskRunStateRow } from '../schema.ts'
import { detailsText } from '../state-details.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

/** What of a state does not stand in its run's own row; all null for a run without a state. */
export interface StateRest {
  readonly message: string | null
  readonly data: Json | null
  readonly state_details: StateDetails | null
}

interface Rows {
  readonly flow_run: FlowRunStateRow
  readonly task_run: TaskRunStateRow
}

/** A run as orchestration loads it. */
type Loaded = StateRest & { readonly state_id: string | null }

/** The histories of runs of one kind, each state a row. */
interface RunStates<Row> {
  readonly insert: (tx: Transaction, row: Row) => Promise<void>
  /** Adds states to the histories of several runs; one that is there already stays as it is. */
  readonly insertMissing: (tx: Transaction, rows: readonly Row[]) => Promise<void>
  /** The states of a run, oldest first. */
  readonly list: (queries: Queries, runId: string) => Promise<Row[]>
  readonly read: (queries: Queries, id: string) => Promise<Row | undefined>
  /**
   * Makes a function that loads a run with its state by `select`, whose only parameter is the run's id, such that no other transaction
   * changes it until this one ends; undefined when there is none.
   */
  readonly loader: <Run extends Loaded>(select: string) => (tx: Transaction, id: string) => Promise<Run | undefined>
}

/** The states of flow runs or of task runs. */
export function statesOf<Kind extends keyof Rows>(kind: Kind): RunStates<Rows[Kind]> {
  const table = `${kind}_state`
  const columns = ['id', `${kind}_id`, 'type', 'name', 'timestamp', 'message', 'data', 'state_details']
  const insert = bulkInsert<Readonly<Record<string, unknown>>>(table, columns)
  const insertMissing = bulkInsert<Readonly<Record<string, unknown>>>(table, columns, 'on conflict (id) do nothing')
  const list: HotStatement = { sql: `select * from ${table} where ${kind}_id = ? order by timestamp` }
  const read: HotStatement = { sql: `select * from ${table} where id = ?` }
  const readRest: HotStatement = { sql: `select message, data, state_details from ${table} where id = ?` }
  return {
    insert: async (tx, row) => void (await insert(tx, [storedAs(row)])),
    insertMissing: async (tx, rows) => void (await insertMissing(tx, rows.map(storedAs))),
    list: (queries, runId) => queries.all(list, [runId]),
    read: async (queries, id) => (await queries.all<Rows[Kind]>(read, [id]))[0],
    loader: <Run extends Loaded>(select: string) => {
      const onSqlite: HotStatement = { sql: select }
      // Differs by necessity: SQLite has one writer, Postgres locks the row until the transaction ends.
      const onPostgres: HotStatement = { sql: `${select} for update of ${kind}` }
      return async (tx, id) => {
        const [run] = await tx.all<Run>(tx.dialect.name === 'sqlite' ? onSqlite : onPostgres, [id])
        if (run === undefined || run.state_id === null || run.state_details !== null) return run
        // Postgres, having waited for the lock, reads the run anew but not what was joined to it.
        const [rest] = await tx.all<StateRest>(readRest, [run.state_id])
        if (rest !== undefined) return { ...run, ...rest }
        throw new Error(`Expected the row of ${table} that ${kind} ${id} names, ${run.state_id}, found none: the database is damaged.`)
      }
    },
  }
}

const storedAs = (row: FlowRunStateRow | TaskRunStateRow): Readonly<Record<string, unknown>> => ({
  ...row,
  data: jsonText(row.data),
  state_details: detailsText(row.state_details),
})
