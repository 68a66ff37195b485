import type { StateType } from '@millrace/protocol'
import type { FlowRunRow, TaskRunRow } from '../store/schema.ts'

/** The columns of any run that follow from its states. */
export type RunColumns = Pick<
  FlowRunRow,
  'run_count' | 'expected_start_time' | 'next_scheduled_start_time' | 'start_time' | 'end_time' | 'total_run_time'
>

/** What the rules know of a flow run. */
export type FlowRun = RunColumns &
  Pick<
    FlowRunRow,
    | 'id'
    | 'name'
    | 'flow_id'
    | 'deployment_id'
    | 'work_queue_id'
    | 'tags'
    | 'parent_task_run_id'
    | 'infrastructure_pid'
    | 'created_by'
    | 'empirical_policy'
    | 'state_timestamp'
    | 'attempt'
  >

/** What the rules know of a task run, and of the flow run it belongs to. */
export type TaskRun = RunColumns &
  Pick<TaskRunRow, 'id' | 'flow_run_id' | 'task_key' | 'tags' | 'empirical_policy' | 'flow_run_run_count' | 'state_timestamp'> & {
    readonly flow_run_state_type: StateType | null
    /** How often the flow run has run by now; null for a task run without one. */
    readonly flow_run_now_run_count: number | null
  }
