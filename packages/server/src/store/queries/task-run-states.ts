import type { StateType } from '@millrace/protocol'
import { changedColumns } from '../changed-columns.ts'
import { jsonText } from '../columns.ts'
import type { TaskRunRow, TaskRunStateRow } from '../schema.ts'
import { detailsText } from '../state-details.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'
import type { StateRest } from './flow-run-states.ts'

const RUN_COLUMNS = [
  'id',
  'flow_run_id',
  'task_key',
  'tags',
  'empirical_policy',
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

/** A task run as orchestration takes it, with its present state and what its flow run is doing. */
export type TaskRunWithState = Pick<TaskRunRow, (typeof RUN_COLUMNS)[number]> &
  StateRest & {
    readonly flow_run_state_type: StateType | null
    readonly flow_run_now_run_count: number | null
  }

const LOAD = `select ${RUN_COLUMNS.map((column) => `task_run.${column}`).join(', ')}, task_run_state.message, task_run_state.data,
    task_run_state.state_details, flow_run.state_type as flow_run_state_type, flow_run.run_count as flow_run_now_run_count
  from task_run left join task_run_state on task_run_state.id = task_run.state_id left join flow_run on flow_run.id = task_run.flow_run_id
  where task_run.id = ?`

const LOAD_ON_SQLITE: HotStatement = { sql: LOAD }
/** Differs by necessity: SQLite has one writer, Postgres locks the row until the transaction ends. */
const LOAD_ON_POSTGRES: HotStatement = { sql: `${LOAD} for update of task_run` }

/** A task run with its state, which no other transaction changes until this one ends; undefined when there is none. */
export async function loadTaskRunForUpdate(tx: Transaction, id: string): Promise<TaskRunWithState | undefined> {
  const [row] = await tx.all<TaskRunWithState>(tx.dialect.name === 'sqlite' ? LOAD_ON_SQLITE : LOAD_ON_POSTGRES, [id])
  if (row === undefined || row.state_id === null || row.state_details !== null) return row
  // Postgres, having waited for the lock, reads the run anew but not what was joined to it.
  return { ...row, ...(await readRest(tx, row.state_id)) }
}

const REST: HotStatement = { sql: 'select message, data, state_details from task_run_state where id = ?' }

async function readRest(tx: Transaction, stateId: string): Promise<StateRest> {
  const [rest] = await tx.all<StateRest>(REST, [stateId])
  if (rest === undefined) throw new Error(`Expected the state ${stateId} that a task run names, found none: the database is damaged.`)
  return rest
}

const STATE_COLUMNS = 'id, task_run_id, type, name, timestamp, message, data, state_details'

const INSERT: HotStatement = { sql: `insert into task_run_state (${STATE_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)` }

const valuesOf = (row: TaskRunStateRow): unknown[] => [
  row.id,
  row.task_run_id,
  row.type,
  row.name,
  row.timestamp,
  row.message,
  jsonText(row.data),
  detailsText(row.state_details),
]

/** Adds a state to the history of a task run. */
export async function insertTaskRunState(tx: Transaction, row: TaskRunStateRow): Promise<void> {
  await tx.all(INSERT, valuesOf(row))
}

const UPDATED_COLUMNS = [
  'updated',
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

/** The columns of a task run that a new state changes. */
export type TaskRunStateColumns = Pick<TaskRunRow, (typeof UPDATED_COLUMNS)[number]>

const update = changedColumns('task_run', UPDATED_COLUMNS)

/** Makes a state the present one of its task run, with all columns that follow from it; `run` is as it was loaded. */
export const updateTaskRunState = (tx: Transaction, run: TaskRunWithState, columns: TaskRunStateColumns): Promise<void> =>
  update(tx, run, columns)

/** The states of a task run, oldest first. */
export async function listTaskRunStates({ db }: Queries, taskRunId: string): Promise<TaskRunStateRow[]> {
  return await db.selectFrom('task_run_state').selectAll().where('task_run_id', '=', taskRunId).orderBy('timestamp').execute()
}

/** One state of a task run. */
export async function readTaskRunState({ db }: Queries, id: string): Promise<TaskRunStateRow | undefined> {
  return await db.selectFrom('task_run_state').selectAll().where('id', '=', id).executeTakeFirst()
}
