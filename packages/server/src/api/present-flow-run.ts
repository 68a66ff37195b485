import type { FlowRun, Timestamp } from '@millrace/protocol'
import { presentState } from '../orchestration/present-state.ts'
import type { FlowRunView } from '../store/queries/flow-runs.ts'
import { estimatedRunTime, estimatedStartTimeDelta } from './present-run.ts'

/** A flow run as the API answers it; `now` is what its estimates count up to. */
export const presentFlowRun = (run: FlowRunView, now: Timestamp): FlowRun => ({
  id: run.id,
  created: run.created,
  updated: run.updated,
  name: run.name,
  flow_id: run.flow_id,
  state_id: run.state_id,
  deployment_id: run.deployment_id,
  deployment_version: run.deployment_version,
  work_queue_id: run.work_queue_id,
  work_queue_name: run.work_queue_name,
  flow_version: run.flow_version,
  parameters: run.parameters,
  idempotency_key: run.idempotency_key,
  context: run.context,
  empirical_policy: run.empirical_policy,
  tags: run.tags,
  labels: run.labels,
  parent_task_run_id: run.parent_task_run_id,
  state_type: run.state_type,
  state_name: run.state_name,
  run_count: run.run_count,
  expected_start_time: run.expected_start_time,
  next_scheduled_start_time: run.next_scheduled_start_time,
  start_time: run.start_time,
  end_time: run.end_time,
  total_run_time: run.total_run_time,
  estimated_run_time: estimatedRunTime(run, now),
  estimated_start_time_delta: estimatedStartTimeDelta(run, now),
  auto_scheduled: run.auto_scheduled,
  infrastructure_document_id: run.infrastructure_document_id,
  infrastructure_pid: run.infrastructure_pid,
  created_by: run.created_by,
  work_pool_id: run.work_pool_id,
  work_pool_name: run.work_pool_name,
  state: presentState(run),
  job_variables: run.job_variables,
})
