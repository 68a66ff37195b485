import type { StateDetails, Timestamp } from '@millrace/protocol'
import { changedColumns } from '../changed-columns.ts'
import type { FlowRunRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'
import { type StateRest, statesOf } from './run-states.ts'

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

const states = statesOf('flow_run')

/** A flow run as orchestration takes it, with its present state. */
export type FlowRunWithState = Pick<FlowRunRow, (typeof RUN_COLUMNS)[number]> & StateRest

/** A flow run with its state, which no other transaction changes until this one ends; undefined when there is none. */
export const loadFlowRunForUpdate = states.loader<FlowRunWithState>(
  `select ${RUN_COLUMNS.map((column) => `flow_run.${column}`).join(', ')}, flow_run_state.message, flow_run_state.data,
    flow_run_state.state_details
  from flow_run left join flow_run_state on flow_run_state.flow_run_id = flow_run.id and flow_run_state.timestamp = flow_run.state_timestamp
    and flow_run_state.id = flow_run.state_id where flow_run.id = ?`,
)

/** Adds a state to the history of a flow run. */
export const insertFlowRunState = states.insert

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
export const listFlowRunStates = states.list

/** One state of a flow run. */
export const readFlowRunState = states.read
