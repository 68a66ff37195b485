import type { Json, StateDetails, Timestamp } from '@millrace/protocol'
import { changedColumns } from '../changed-columns.ts'
import { jsonText } from '../columns.ts'
import type { FlowRunRow, FlowRunStateRow } from '../schema.ts'
import { detailsText } from '../state-details.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const RUN_COLUMNS = [
  'id',
  'name',
  'flow_id',
  'deployment_id',
  'work_queue_id',
  'tags',
  'parent_task_run_id',
  'infrastructure_pid',
  'created_by',
  'empirical_policy',
  'state_id',
  'state_type',
  'state_name',
  'state_timestamp',
  'run_count',
  'expected_start_time',
  'next_scheduled_start_time',
  'start_time',
  'end_time',
  'total_run_time',
  'attempt',
] as const satisfies (keyof FlowRunRow)[]

/** What of a state does not stand in its run's own row; all null for a run without a state. */
export interface StateRest {
  readonly message: string | null
  readonly data: Json | null
  readonly state_details: StateDetails | null
}

/** A flow run as orchestration takes it, with its present state. */
export type FlowRunWithState = Pick<FlowRunRow, (typeof RUN_COLUMNS)[number]> & StateRest

const LOAD = `select ${RUN_COLUMNS.map((column) => `flow_run.${column}`).join(', ')}, flow_run_state.message, flow_run_state.data,
    flow_run_state.state_details
  from flow_run left join flow_run_state on flow_run_state.flow_run_id = flow_run.id and flow_run_state.timestamp = flow_run.state_timestamp
    and flow_run_state.id = flow_run.state_id where flow_run.id = ?`

const LOAD_ON_SQLITE: HotStatement = { sql: LOAD }
/** Differs by necessity: SQLite has one writer, Postgres locks the row until the transaction ends. */
const LOAD_ON_POSTGRES: HotStatement = { sql: `${LOAD} for update of flow_run` }

/** A flow run with its state, which no other transaction changes until this one ends; undefined when there is none. */
export async function loadFlowRunForUpdate(tx: Transaction, id: string): Promise<FlowRunWithState | undefined> {
  const [row] = await tx.all<FlowRunWithState>(tx.dialect.name === 'sqlite' ? LOAD_ON_SQLITE : LOAD_ON_POSTGRES, [id])
  if (row === undefined || row.state_id === null || row.state_details !== null) return row
  // Postgres, having waited for the lock, reads the run anew but not what was joined to it.
  return { ...row, ...(await readRest(tx, row.state_id)) }
}

const REST: HotStatement = { sql: 'select message, data, state_details from flow_run_state where id = ?' }

async function readRest(tx: Transaction, stateId: string): Promise<StateRest> {
  const [rest] = await tx.all<StateRest>(REST, [stateId])
  if (rest === undefined) throw new Error(`Expected the state ${stateId} that a flow run names, found none: the database is damaged.`)
  return rest
}

const INSERT: HotStatement = {
  sql: `insert into flow_run_state (id, flow_run_id, type, name, timestamp, message, data, state_details) values (?, ?, ?, ?, ?, ?, ?, ?)`,
}

/** Adds a state to the history of a flow run. */
export async function insertFlowRunState(tx: Transaction, row: FlowRunStateRow): Promise<void> {
  const { id, flow_run_id, type, name, timestamp, message, data, state_details } = row
  await tx.all(INSERT, [id, flow_run_id, type, name, timestamp, message, jsonText(data), detailsText(state_details)])
}

/** The columns of a flow run that a new state changes. */
export const STATE_COLUMNS = [
  'updated',
  'state_id',
  'state_type',
  'state_name',
  'state_timestamp',
  'run_count',
  'expected_start_time',
  'next_scheduled_start_time',
  'start_time',
  'end_time',
  'total_run_time',
  'empirical_policy',
  'attempt',
] as const satisfies (keyof FlowRunRow)[]

export type FlowRunStateColumns = Pick<FlowRunRow, (typeof STATE_COLUMNS)[number]>

const update = changedColumns('flow_run', STATE_COLUMNS)

/** Makes a state the present one of its flow run, with all columns that follow from it; `run` is as it was loaded. */
export const updateFlowRunState = (tx: Transaction, run: FlowRunWithState, columns: FlowRunStateColumns): Promise<void> =>
  update(tx, run, columns)

const AT: HotStatement = { sql: 'select id from flow_run_state where flow_run_id = ? and timestamp = ? limit 1' }

/** True when the flow run has a state of exactly this time. */
export async function hasFlowRunStateAt(queries: Queries, flowRunId: string, timestamp: Timestamp): Promise<boolean> {
  return (await queries.all(AT, [flowRunId, timestamp])).length > 0
}

const DETAILS: HotStatement = {
  sql: `select flow_run_state.state_details from flow_run join flow_run_state on flow_run_state.id = flow_run.state_id where flow_run.id = ?`,
}

/** The details of the state that a flow run is in. */
export async function findFlowRunStateDetails(queries: Queries, flowRunId: string): Promise<StateDetails | undefined> {
  const [row] = await queries.all<{ state_details: StateDetails }>(DETAILS, [flowRunId])
  return row?.state_details
}

/** The states of a flow run, oldest first. */
export async function listFlowRunStates({ db }: Queries, flowRunId: string): Promise<FlowRunStateRow[]> {
  return await db.selectFrom('flow_run_state').selectAll().where('flow_run_id', '=', flowRunId).orderBy('timestamp').execute()
}

/** One state of a flow run. */
export async function readFlowRunState({ db }: Queries, id: string): Promise<FlowRunStateRow | undefined> {
  return await db.selectFrom('flow_run_state').selectAll().where('id', '=', id).executeTakeFirst()
}
