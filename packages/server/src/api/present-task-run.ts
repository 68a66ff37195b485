import type { TaskRun, Timestamp } from '@millrace/protocol'
import { presentState } from '../orchestration/present-state.ts'
import type { TaskRunView } from '../store/queries/task-runs.ts'
import { estimatedRunTime, estimatedStartTimeDelta } from './present-run.ts'

/** A task run as the API answers it; `now` is what its estimates count up to. */
export const presentTaskRun = (run: TaskRunView, now: Timestamp): TaskRun => ({
  id: run.id,
  created: run.created,
  updated: run.updated,
  name: run.name,
  flow_run_id: run.flow_run_id,
  task_key: run.task_key,
  dynamic_key: run.dynamic_key,
  cache_key: run.cache_key,
  cache_expiration: run.cache_expiration,
  task_version: run.task_version,
  empirical_policy: run.empirical_policy,
  tags: run.tags,
  labels: run.labels,
  state_id: run.state_id,
  task_inputs: run.task_inputs,
  state_type: run.state_type,
  state_name: run.state_name,
  run_count: run.run_count,
  flow_run_run_count: run.flow_run_run_count,
  expected_start_time: run.expected_start_time,
  next_scheduled_start_time: run.next_scheduled_start_time,
  start_time: run.start_time,
  end_time: run.end_time,
  total_run_time: run.total_run_time,
  estimated_run_time: estimatedRunTime(run, now),
  estimated_start_time_delta: estimatedStartTimeDelta(run, now),
  state: presentState(run),
})
