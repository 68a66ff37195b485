import type { FlowRun, FlowRunRow, TaskRun, TaskRunRow } from '@millrace/protocol'

const NO_TASKS = { total: 0, completed: 0, failed: 0, running: 0 }

/** Rows of the list from what a server of Prefect answers, which knows less of them. */
export const rowsOfRuns = (runs: readonly FlowRun[], flows: ReadonlyMap<string, string>): FlowRunRow[] =>
  runs.map((run) => ({
    id: run.id,
    name: run.name,
    state_type: run.state_type,
    state_name: run.state_name,
    state_timestamp: run.state?.timestamp ?? null,
    expected_start_time: run.expected_start_time,
    start_time: run.start_time,
    end_time: run.end_time,
    seconds: run.estimated_run_time,
    flow: { id: run.flow_id, name: flows.get(run.flow_id) ?? '' },
    deployment: null,
    parent: null,
    tags: run.tags,
    run_count: run.run_count,
    work_pool_name: run.work_pool_name,
    work_queue_name: run.work_queue_name,
    holder: null,
    auto_scheduled: run.auto_scheduled,
    tasks: NO_TASKS,
    usual_seconds: null,
  }))

/** The same of task runs, whose flow runs such a server does not name. */
export const rowsOfTaskRuns = (runs: readonly TaskRun[]): TaskRunRow[] =>
  runs.map((run) => ({
    id: run.id,
    name: run.name,
    // Its pages tell the state by itself alone.
    state_type: run.state_type ?? run.state?.type ?? null,
    state_name: run.state_name ?? run.state?.name ?? null,
    state_timestamp: run.state?.timestamp ?? null,
    expected_start_time: run.expected_start_time,
    start_time: run.start_time,
    end_time: run.end_time,
    seconds: run.estimated_run_time,
    flow_run: run.flow_run_id === null ? null : { id: run.flow_run_id, name: run.flow_run_id.slice(0, 8) },
    flow: null,
    tags: run.tags,
    run_count: run.run_count,
  }))
