import type { Timestamp } from '@millrace/protocol'
import type { FlowRunRow } from '../store/schema.ts'
import type { Cells } from '../store/cells.ts'
import { estimatedRunTime, estimatedStartTimeDelta } from './present-run.ts'
import { column, type Member, writeRows } from './row-writer.ts'

type Columns = Parameters<typeof estimatedRunTime>[0]

const estimate = (name: string, of: (run: Columns, now: Timestamp) => number): Member => ({
  name,
  number: (placeOf) => {
    const type = placeOf('state_type')
    const since = placeOf('state_timestamp')
    const start = placeOf('start_time')
    const expected = placeOf('expected_start_time')
    const total = placeOf('total_run_time')
    return (row, now) =>
      of(
        {
          state_type: row[type] as FlowRunRow['state_type'],
          state_timestamp: row[since] as FlowRunRow['state_timestamp'],
          start_time: row[start] as FlowRunRow['start_time'],
          expected_start_time: row[expected] as FlowRunRow['expected_start_time'],
          total_run_time: row[total] as FlowRunRow['total_run_time'],
        },
        now,
      )
  },
})

const TIMES: readonly Member[] = [
  ...['expected_start_time', 'next_scheduled_start_time', 'start_time', 'end_time', 'total_run_time'].map(column),
  estimate('estimated_run_time', estimatedRunTime),
  estimate('estimated_start_time_delta', estimatedStartTimeDelta),
]

/** As `presentState` has it. */
const STATE: Member = {
  name: 'state',
  unless: ['state_id', 'state_type', 'state_timestamp', 'state_details'],
  members: [
    { name: 'id', column: 'state_id' },
    { name: 'type', column: 'state_type' },
    { name: 'name', column: 'state_name' },
    { name: 'timestamp', column: 'state_timestamp' },
    ...['message', 'data', 'state_details'].map(column),
  ],
}

/** As `presentFlowRun` has it; a test compares the two. */
const FLOW_RUN: readonly Member[] = [
  ...['id', 'created', 'updated', 'name', 'flow_id', 'state_id', 'deployment_id', 'deployment_version'].map(column),
  ...['work_queue_id', 'work_queue_name', 'flow_version', 'parameters', 'idempotency_key', 'context'].map(column),
  ...['empirical_policy', 'tags', 'labels', 'parent_task_run_id', 'state_type', 'state_name', 'run_count'].map(column),
  ...TIMES,
  ...['auto_scheduled', 'infrastructure_document_id', 'infrastructure_pid', 'created_by'].map(column),
  ...['work_pool_id', 'work_pool_name'].map(column),
  STATE,
  column('job_variables'),
]

/** As `presentTaskRun` has it; a test compares the two. */
const TASK_RUN: readonly Member[] = [
  ...['id', 'created', 'updated', 'name', 'flow_run_id', 'task_key', 'dynamic_key', 'cache_key', 'cache_expiration'].map(column),
  ...['task_version', 'empirical_policy', 'tags', 'labels', 'state_id', 'task_inputs', 'state_type', 'state_name'].map(column),
  ...['run_count', 'flow_run_run_count'].map(column),
  ...TIMES,
  STATE,
]

/** Flow runs as JSON, as the API answers them; `now` is what their estimates count up to. */
export const writeFlowRuns = (runs: Cells, now: Timestamp): Buffer => writeRows(FLOW_RUN, runs, now)

/** Task runs as JSON, as the API answers them; `now` is what their estimates count up to. */
export const writeTaskRuns = (runs: Cells, now: Timestamp): Buffer => writeRows(TASK_RUN, runs, now)
