import type { FlowRunRowSort, StateType, TaskRunRowSort, Timestamp } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import { type AcrossFilters, flowRunsAcross, taskRunsAcross } from '../filters/across.ts'
import type { Condition } from '../dialect/dialect.ts'
import type { Queries } from '../store.ts'

/** Where a page of a list begins: after the row with this value and id. */
export interface Place {
  readonly value: string
  readonly id: string
}

/** What page of a list somebody asks for. */
export interface Asked<Sort> {
  readonly sort: Sort
  readonly limit: number
  readonly after: Place | undefined
}

interface RunColumns {
  readonly id: string
  readonly name: string
  readonly state_type: StateType | null
  readonly state_name: string | null
  readonly state_timestamp: Timestamp | null
  readonly expected_start_time: Timestamp | null
  readonly start_time: Timestamp | null
  readonly end_time: Timestamp | null
  readonly total_run_time: number
  readonly tags: string[]
  readonly run_count: number
  /** What the list is in the order of. */
  readonly place: string
}

/** A flow run with the names of what it belongs to. */
export interface FlowRunLine extends RunColumns {
  readonly flow_id: string
  readonly flow_name: string
  readonly deployment_id: string | null
  readonly deployment_name: string | null
  readonly parent_id: string | null
  readonly parent_name: string | null
  readonly work_pool_name: string | null
  readonly work_queue_name: string | null
  readonly holder: string | null
  readonly auto_scheduled: boolean
}

/** A task run with the names of what it belongs to. */
export interface TaskRunLine extends RunColumns {
  readonly flow_run_id: string | null
  readonly flow_run_name: string | null
  readonly flow_id: string | null
  readonly flow_name: string | null
}

type Order = readonly [key: RawBuilder<unknown>, direction: 'asc' | 'desc']

const FLOW_RUNS: Readonly<Record<FlowRunRowSort, Order>> = {
  START_TIME_DESC: [sql`coalesce(flow_run.start_time, flow_run.expected_start_time)`, 'desc'],
  START_TIME_ASC: [sql`coalesce(flow_run.start_time, flow_run.expected_start_time)`, 'asc'],
  EXPECTED_START_TIME_DESC: [sql`flow_run.expected_start_time`, 'desc'],
  EXPECTED_START_TIME_ASC: [sql`flow_run.expected_start_time`, 'asc'],
  END_TIME_DESC: [sql`flow_run.end_time`, 'desc'],
  NAME_ASC: [sql`flow_run.name`, 'asc'],
  NAME_DESC: [sql`flow_run.name`, 'desc'],
}

const TASK_RUNS: Readonly<Record<TaskRunRowSort, Order>> = {
  EXPECTED_START_TIME_DESC: [sql`task_run.expected_start_time`, 'desc'],
  EXPECTED_START_TIME_ASC: [sql`task_run.expected_start_time`, 'asc'],
  END_TIME_DESC: [sql`task_run.end_time`, 'desc'],
  NAME_ASC: [sql`task_run.name`, 'asc'],
}

/** One page of the flow runs that the filters want; names are looked up for those alone. */
export async function listFlowRunLines(
  { db, dialect }: Queries,
  filters: AcrossFilters,
  { sort, limit, after }: Asked<FlowRunRowSort>,
): Promise<FlowRunLine[]> {
  const page = pageOf('flow_run', flowRunsAcross(dialect, filters), FLOW_RUNS[sort], { limit, after })
  const { rows } = await sql<FlowRunLine>`
    select flow_run.id, flow_run.name, flow_run.state_type, flow_run.state_name, flow_run.state_timestamp, flow_run.expected_start_time,
      flow_run.start_time, flow_run.end_time, flow_run.total_run_time, flow_run.tags, flow_run.run_count, flow_run.auto_scheduled,
      flow_run.flow_id, flow.name as flow_name, flow_run.deployment_id, deployment.name as deployment_name,
      parent.id as parent_id, parent.name as parent_name, work_pool.name as work_pool_name, flow_run.work_queue_name,
      flow_run_lease.holder, page.place
    from (${page}) as page join flow_run on flow_run.id = page.id join flow on flow.id = flow_run.flow_id
      left join deployment on deployment.id = flow_run.deployment_id
      left join task_run as stand on stand.id = flow_run.parent_task_run_id left join flow_run as parent on parent.id = stand.flow_run_id
      left join work_queue on work_queue.id = flow_run.work_queue_id left join work_pool on work_pool.id = work_queue.work_pool_id
      left join flow_run_lease on flow_run_lease.flow_run_id = flow_run.id
    order by page.place ${sql.raw(FLOW_RUNS[sort][1])}, page.id ${sql.raw(FLOW_RUNS[sort][1])}`.execute(db)
  return rows
}

/** One page of the task runs that the filters want. */
export async function listTaskRunLines(
  { db, dialect }: Queries,
  filters: AcrossFilters,
  { sort, limit, after }: Asked<TaskRunRowSort>,
): Promise<TaskRunLine[]> {
  const page = pageOf('task_run', taskRunsAcross(dialect, filters), TASK_RUNS[sort], { limit, after })
  const { rows } = await sql<TaskRunLine>`
    select task_run.id, task_run.name, task_run.state_type, task_run.state_name, task_run.state_timestamp, task_run.expected_start_time,
      task_run.start_time, task_run.end_time, task_run.total_run_time, task_run.tags, task_run.run_count,
      task_run.flow_run_id, flow_run.name as flow_run_name, flow_run.flow_id, flow.name as flow_name, page.place
    from (${page}) as page join task_run on task_run.id = page.id
      left join flow_run on flow_run.id = task_run.flow_run_id left join flow on flow.id = flow_run.flow_id
    order by page.place ${sql.raw(TASK_RUNS[sort][1])}, page.id ${sql.raw(TASK_RUNS[sort][1])}`.execute(db)
  return rows
}

/** How many flow runs the filters want, counted no further than `most`. */
export const countFlowRunsUpTo = (queries: Queries, filters: AcrossFilters, most: number): Promise<number> =>
  countUpTo(queries, 'flow_run', flowRunsAcross(queries.dialect, filters), most)

/** The same of task runs. */
export const countTaskRunsUpTo = (queries: Queries, filters: AcrossFilters, most: number): Promise<number> =>
  countUpTo(queries, 'task_run', taskRunsAcross(queries.dialect, filters), most)

/** The ids of one page with what they are in the order of; rows without that have no place in the list. */
function pageOf(
  table: 'flow_run' | 'task_run',
  wanted: Condition,
  [key, direction]: Order,
  { limit, after }: { readonly limit: number; readonly after: Place | undefined },
): RawBuilder<unknown> {
  const id = sql.ref(`${table}.id`)
  const order = sql.raw(direction)
  const beyond = sql.raw(direction === 'asc' ? '>' : '<')
  const further =
    after === undefined
      ? sql``
      : sql`and ${key} ${sql.raw(direction === 'asc' ? '>=' : '<=')} ${after.value} and (${key}, ${id}) ${beyond} (${after.value}, ${after.id})`
  return sql`select ${id} as id, ${key} as place from ${sql.table(table)} where ${key} is not null and ${wanted} ${further}
    order by ${key} ${order}, ${id} ${order} limit ${limit}`
}

async function countUpTo({ db }: Queries, table: 'flow_run' | 'task_run', wanted: Condition, most: number): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`
    select count(*) as count from (select 1 from ${sql.table(table)} where ${wanted} limit ${most}) as counted`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

/** How many task runs a flow run has, by how they fare. */
export interface TaskCounts {
  readonly total: number
  readonly completed: number
  readonly failed: number
  readonly running: number
}

/** How many task runs flow runs have, each counted no further than `most`. */
export async function countTasksOf(
  { db, dialect }: Queries,
  flowRunIds: readonly string[],
  most: number,
): Promise<Map<string, TaskCounts>> {
  // As one text, because a sub-select answers one value, and each run's task runs must be gone through once.
  const { rows } = await sql<{ id: string; counts: string | null }>`
    select flow_run.id, (select count(*) || ':' || coalesce(sum(case when state_type = 'COMPLETED' then 1 else 0 end), 0) || ':'
        || coalesce(sum(case when state_type in ('FAILED', 'CRASHED') then 1 else 0 end), 0) || ':'
        || coalesce(sum(case when state_type = 'RUNNING' then 1 else 0 end), 0)
      from (select task_run.state_type from task_run where task_run.flow_run_id = flow_run.id limit ${most}) as counted) as counts
    from flow_run where ${dialect.among('flow_run.id', flowRunIds)}`.execute(db)
  return new Map(
    rows.map(({ id, counts }) => {
      const [total = 0, completed = 0, failed = 0, running = 0] = (counts ?? '').split(':').map(Number)
      return [id, { total, completed, failed, running }]
    }),
  )
}
