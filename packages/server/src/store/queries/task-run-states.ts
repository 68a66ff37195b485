import type { StateType } from '@millrace/protocol'
import { changedColumns } from '../changed-columns.ts'
import type { TaskRunRow } from '../schema.ts'
import type { Transaction } from '../store.ts'
import { type StateRest, statesOf } from './run-states.ts'

/** What of a task run follows from its states. */
export const TASK_RUN_STATE_COLUMNS = [
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

const RUN_COLUMNS = [
  'id',
  'flow_run_id',
  'task_key',
  'tags',
  'empirical_policy',
  ...TASK_RUN_STATE_COLUMNS,
] as const satisfies (keyof TaskRunRow)[]

const states = statesOf('task_run')

/** A task run as orchestration takes it, with its present state and what its flow run is doing. */
export type TaskRunWithState = Pick<TaskRunRow, (typeof RUN_COLUMNS)[number]> &
  StateRest & {
    readonly flow_run_state_type: StateType | null
    readonly flow_run_now_run_count: number | null
  }

/** A task run with its state, which no other transaction changes until this one ends; undefined when there is none. */
export const loadTaskRunForUpdate = states.loader<TaskRunWithState>(
  `select ${RUN_COLUMNS.map((column) => `task_run.${column}`).join(', ')}, task_run_state.message, task_run_state.data,
    task_run_state.state_details, flow_run.state_type as flow_run_state_type, flow_run.run_count as flow_run_now_run_count
  from task_run left join task_run_state on task_run_state.id = task_run.state_id left join flow_run on flow_run.id = task_run.flow_run_id
  where task_run.id = ?`,
)

/** Adds a state to the history of a task run. */
export const insertTaskRunState = states.insert

/** Adds states to the histories of task runs; one that is there already stays as it is. */
export const insertMissingTaskRunStates = states.insertMissing

const UPDATED_COLUMNS = ['updated', ...TASK_RUN_STATE_COLUMNS] as const satisfies (keyof TaskRunRow)[]

/** The columns of a task run that a new state changes. */
export type TaskRunStateColumns = Pick<TaskRunRow, (typeof UPDATED_COLUMNS)[number]>

const update = changedColumns('task_run', UPDATED_COLUMNS)

/** Makes a state the present one of its task run, with all columns that follow from it; `run` is as it was loaded. */
export const updateTaskRunState = (tx: Transaction, run: TaskRunWithState, columns: TaskRunStateColumns): Promise<void> =>
  update(tx, run, columns)

/** The states of a task run, oldest first. */
export const listTaskRunStates = states.list

/** One state of a task run. */
export const readTaskRunState = states.read
