import type { FlowRunSort, StateType, Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import { type AcrossFilters, taskRunsAcross } from '../filters/across.ts'
import type { FlowRunRow } from '../schema.ts'
import type { HotStatement, Queries } from '../store.ts'
import { chosenFlowRuns } from './flow-runs.ts'
import type { Intervals } from './run-history.ts'
import type { TaskRunView } from './task-runs.ts'

const DOT = ['id', 'state_type', 'state_timestamp', 'start_time', 'expected_start_time', 'total_run_time'] as const

/** What a chart shows of a flow run. */
export type FlowRunDot = Pick<FlowRunRow, (typeof DOT)[number]>

/** One page of the flow runs that the filters want, each as a dot. */
export const listFlowRunDots = (
  queries: Queries,
  filters: AcrossFilters,
  slice: { sort: FlowRunSort; limit: number; offset: number },
): Promise<FlowRunDot[]> =>
  chosenFlowRuns(queries, filters, slice)
    .select(DOT.map((column) => `flow_run.${column}` as const))
    .execute()

interface Counted {
  readonly id: string
  readonly count: number | string
}

const countsOf = (rows: readonly Counted[]): Map<string, number> => new Map(rows.map(({ id, count }) => [id, Number(count)]))

/** How many task runs flow runs have that are no subflows; those with none are left out. */
export async function countTaskRunsOf({ db, dialect }: Queries, flowRunIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<Counted>`
    select flow_run_id as id, count(*) as count from task_run
    where ${dialect.among('task_run.flow_run_id', flowRunIds)}
      and not exists (select 1 from flow_run as subflow where subflow.parent_task_run_id = task_run.id)
    group by flow_run_id`.execute(db)
  return countsOf(rows)
}

/** How many deployments flows have; those with none are left out. */
export async function countDeploymentsOf({ db, dialect }: Queries, flowIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<Counted>`
    select flow_id as id, count(*) as count from deployment where ${dialect.among('deployment.flow_id', flowIds)} group by flow_id`.execute(
    db,
  )
  return countsOf(rows)
}

/** What is told of the next run of a flow. */
export interface NextFlowRun {
  readonly id: string
  readonly flow_id: string
  readonly name: string
  readonly state_name: string
  readonly state_type: StateType
  readonly next_scheduled_start_time: Timestamp
}

/** The next scheduled runs of flows, soonest first: at least the first of each flow that has one. */
export async function listNextRunsOf({ db, dialect }: Queries, flowIds: readonly string[]): Promise<NextFlowRun[]> {
  // By deployment, because runs to come are indexed by theirs; runs without one are few.
  const { rows } = await sql<NextFlowRun>`
    select id, flow_id, name, state_name, state_type, next_scheduled_start_time from flow_run where id in (
      select (select due.id from flow_run as due where due.deployment_id = deployment.id and due.next_scheduled_start_time is not null
        order by due.next_scheduled_start_time limit 1)
      from deployment where ${dialect.among('deployment.flow_id', flowIds)}
      union all
      select lone.id from flow_run as lone where lone.deployment_id is null and lone.next_scheduled_start_time is not null
        and lone.flow_id in (select flow.id from flow where ${dialect.among('flow.id', flowIds)}))
    order by next_scheduled_start_time`.execute(db)
  return rows
}

/** How many finished task runs started in each of some intervals, by the type of their state; intervals with none are left out. */
export async function countFinishedTaskRuns(
  { db, dialect }: Queries,
  { start, end, micros }: Intervals,
  filters: AcrossFilters,
): Promise<{ interval: number; state_type: StateType; count: number }[]> {
  const started = sql.ref('task_run.start_time')
  const { rows } = await sql<{ interval: number; state_type: StateType; count: number | string }>`
    select ${dialect.intervalOf(started, start, micros)} as ${sql.id('interval')}, state_type, count(*) as count from task_run
    where ${started} >= ${start} and ${started} < ${end} and ${taskRunsAcross(dialect, filters)} group by 1, 2`.execute(db)
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** How many task runs the filters want, by the type of their state; types with none are left out. */
export async function countTaskRunsByState({ db, dialect }: Queries, filters: AcrossFilters): Promise<Map<string, number>> {
  const { rows } = await sql<Counted>`
    select state_type as id, count(*) as count from task_run
    where state_type is not null and ${taskRunsAcross(dialect, filters)} group by state_type`.execute(db)
  return countsOf(rows)
}

const READ: HotStatement = {
  sql: `select task_run.*, task_run_state.message, task_run_state.data, task_run_state.state_details, flow_run.name as flow_run_name
    from task_run left join task_run_state on task_run_state.id = task_run.state_id left join flow_run on flow_run.id = task_run.flow_run_id
    where task_run.id = ?`,
}

/** One task run with its state and the name of its flow run. */
export async function readTaskRunWithFlowRunName(
  queries: Queries,
  id: string,
): Promise<(TaskRunView & { readonly flow_run_name: string | null }) | undefined> {
  const [row] = await queries.all<TaskRunView & { readonly flow_run_name: string | null }>(READ, [id])
  return row
}
