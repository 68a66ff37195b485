import { bulkInsert } from '../bulk-insert.ts'
import { jsonText } from '../columns.ts'
import type { TaskRunRow, TaskRunStateRow } from '../schema.ts'
import { detailsText } from '../state-details.ts'
import type { Queries, Transaction } from '../store.ts'

/** A task run as an event of its client tells it: every column, and the state as its newest. */
export type RecordedTaskRun = TaskRunRow

const COLUMNS = [
  'id',
  'created',
  'updated',
  'name',
  'flow_run_id',
  'task_key',
  'dynamic_key',
  'cache_key',
  'cache_expiration',
  'task_version',
  'empirical_policy',
  'tags',
  'labels',
  'task_inputs',
  'state_id',
  'state_type',
  'state_name',
  'state_timestamp',
  'run_count',
  'flow_run_run_count',
  'expected_start_time',
  'next_scheduled_start_time',
  'start_time',
  'end_time',
  'total_run_time',
] as const satisfies (keyof TaskRunRow)[]

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

const insertStates = bulkInsert<Record<keyof TaskRunStateRow, unknown>>(
  'task_run_state',
  ['id', 'task_run_id', 'type', 'name', 'timestamp', 'message', 'data', 'state_details'],
  'on conflict (id) do nothing',
)

/** Adds states to the histories of task runs; one that is there already stays as it is. */
export async function insertRecordedStates(tx: Transaction, rows: readonly TaskRunStateRow[]): Promise<void> {
  await insertStates(
    tx,
    rows.map((row) => ({ ...row, data: jsonText(row.data), state_details: detailsText(row.state_details) })),
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
