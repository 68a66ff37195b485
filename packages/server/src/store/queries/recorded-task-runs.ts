import { bulkInsert } from '../bulk-insert.ts'
import type { TaskRunRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'
import { TASK_RUN_STATE_COLUMNS } from './task-run-states.ts'
import { NEW_TASK_RUN_COLUMNS } from './task-runs.ts'

/** A task run as an event of its client tells it: every column, and the state as its newest. */
export type RecordedTaskRun = TaskRunRow

const COLUMNS = [...NEW_TASK_RUN_COLUMNS, ...TASK_RUN_STATE_COLUMNS]

/** What orders the states of one task run; `isNewer` of the recorder compares the same in the same order. */
const orderOf = (row: string): string =>
  `(${row}.state_timestamp, ${row}.run_count,
    case when ${row}.state_type in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') then 1 else 0 end, ${row}.state_id)`

const UPDATES = COLUMNS.filter((column) => column !== 'id' && column !== 'created')

const upsert = bulkInsert<TaskRunRow>(
  'task_run',
  COLUMNS,
  `on conflict (id) do update set ${UPDATES.map((column) => `${column} = excluded.${column}`).join(', ')}
    where task_run.state_timestamp is null or ${orderOf('task_run')} < ${orderOf('excluded')}`,
)

/** Writes task runs, each once, over what is there, except where that is of a newer state. */
export async function upsertRecordedTaskRuns(tx: Transaction, rows: readonly RecordedTaskRun[]): Promise<void> {
  // In one order always: two batches that lock the same rows must not wait for each other.
  await upsert(
    tx,
    rows.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
  )
}

/** Which of these flow runs there are, kept from being deleted until the transaction ends. */
export async function findFlowRunIds({ db, dialect }: Queries, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const query = db.selectFrom('flow_run').select('id').where('id', 'in', ids)
  // Differs by necessity: SQLite has one writer.
  const rows = await (dialect.name === 'sqlite' ? query : query.forKeyShare()).execute()
  return new Set(rows.map(({ id }) => id))
}

type Keys = Pick<TaskRunRow, 'flow_run_id' | 'task_key' | 'dynamic_key'>

/** The task runs that flow runs have under these keys, and some under keys mixed of them. */
export async function findTaskRunsByKeys({ db }: Queries, keys: readonly Keys[]): Promise<(Keys & { id: string })[]> {
  const flowRunIds = [...new Set(keys.flatMap(({ flow_run_id }) => flow_run_id ?? []))]
  if (flowRunIds.length === 0) return []
  return await db
    .selectFrom('task_run')
    .select(['id', 'flow_run_id', 'task_key', 'dynamic_key'])
    .where('flow_run_id', 'in', flowRunIds)
    .where('task_key', 'in', [...new Set(keys.map(({ task_key }) => task_key))])
    .where('dynamic_key', 'in', [...new Set(keys.map(({ dynamic_key }) => dynamic_key))])
    .execute()
}
