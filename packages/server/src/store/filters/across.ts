import type { DeploymentFilter, FlowFilter, FlowRunFilter, TaskRunFilter, WorkPoolFilter, WorkQueueFilter } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { allOf, given, type Optional } from './criteria.ts'
import { deploymentWhere } from './deployment-where.ts'
import { flowRunWhere } from './flow-run-where.ts'
import { flowWhere } from './flow-where.ts'
import { taskRunWhere } from './task-run-where.ts'
import { workPoolWhere, workQueueWhere } from './work-pool-where.ts'

/** The filters that list routes take together; null is as good as not there, `{}` asks that there be one at all. */
export interface AcrossFilters {
  readonly flows?: FlowFilter | null | undefined
  readonly flow_runs?: FlowRunFilter | null | undefined
  readonly task_runs?: TaskRunFilter | null | undefined
  readonly deployments?: DeploymentFilter | null | undefined
  readonly work_pools?: WorkPoolFilter | null | undefined
  readonly work_pool_queues?: WorkQueueFilter | null | undefined
}

/** The conditions of each filter on its own table. */
type Conditions = { readonly [Name in keyof AcrossFilters]-?: Optional }

/** Rows of `flow` that match, and have a deployment (in the pool and queue) and a run (with the task run) that do. */
export function flowsAcross(dialect: Dialect, filters: AcrossFilters): Condition {
  const {
    flows,
    flow_runs: runs,
    task_runs: tasks,
    deployments,
    work_pools: pools,
    work_pool_queues: queues,
  } = conditions(dialect, filters)
  return allOf([
    flows,
    existsIn(
      [deployments, pools, queues],
      sql`deployment ${joined(QUEUE_OF_DEPLOYMENT, pools, queues)}`,
      sql`deployment.flow_id = flow.id`,
    ),
    existsIn([runs, tasks], sql`flow_run ${joined(TASKS_OF_RUN, tasks)}`, sql`flow_run.flow_id = flow.id`),
  ])
}

/** Rows of `flow_run` that match, with whatever they belong to or contain. */
export function flowRunsAcross(dialect: Dialect, filters: AcrossFilters): Condition {
  const {
    flows,
    flow_runs: runs,
    task_runs: tasks,
    deployments,
    work_pools: pools,
    work_pool_queues: queues,
  } = conditions(dialect, filters)
  return allOf([
    runs,
    existsIn([deployments], sql`deployment`, sql`deployment.id = flow_run.deployment_id`),
    existsIn([pools, queues], QUEUE_AND_POOL, sql`work_queue.id = flow_run.work_queue_id`),
    existsIn([flows], sql`flow`, sql`flow.id = flow_run.flow_id`),
    existsIn([tasks], sql`task_run`, sql`task_run.flow_run_id = flow_run.id`),
  ])
}

/** Rows of `task_run` that match, in a flow run that does with whatever it belongs to. */
export function taskRunsAcross(dialect: Dialect, filters: AcrossFilters): Condition {
  const { flow_runs: runs, task_runs: tasks } = filters
  const ids = onlyIds(filters)
  if (ids !== undefined) return allOf([dialect.among('task_run.flow_run_id', ids), given(tasks, (filter) => taskRunWhere(dialect, filter))])
  const { flows, deployments, work_pools: pools, work_pool_queues: queues } = conditions(dialect, filters)
  const run = given(runs, (filter) => flowRunWhere(dialect, filter))
  const tables = sql`flow_run ${joined(FLOW_OF_RUN, flows)} ${joined(DEPLOYMENT_OF_RUN, deployments)} ${joined(QUEUE_OF_RUN, pools, queues)}`
  return allOf([
    given(tasks, (filter) => taskRunWhere(dialect, filter)),
    existsIn([run, flows, deployments, pools, queues], tables, sql`flow_run.id = task_run.flow_run_id`),
  ])
}

/** Rows of `deployment` that match, of a flow, in a pool and queue, and with a run (with the task run) that do. */
export function deploymentsAcross(dialect: Dialect, filters: AcrossFilters): Condition {
  const {
    flows,
    flow_runs: runs,
    task_runs: tasks,
    deployments,
    work_pools: pools,
    work_pool_queues: queues,
  } = conditions(dialect, filters)
  return allOf([
    deployments,
    existsIn([flows], sql`flow`, sql`flow.id = deployment.flow_id`),
    existsIn([runs, tasks], sql`flow_run ${joined(TASKS_OF_RUN, tasks)}`, sql`flow_run.deployment_id = deployment.id`),
    existsIn([pools, queues], QUEUE_AND_POOL, sql`work_queue.id = deployment.work_queue_id`),
  ])
}

const QUEUE_AND_POOL = sql`work_queue join work_pool on work_pool.id = work_queue.work_pool_id`
const QUEUE_OF_DEPLOYMENT = sql`join work_queue on work_queue.id = deployment.work_queue_id join work_pool on work_pool.id = work_queue.work_pool_id`
const QUEUE_OF_RUN = sql`join work_queue on work_queue.id = flow_run.work_queue_id join work_pool on work_pool.id = work_queue.work_pool_id`
const FLOW_OF_RUN = sql`join flow on flow.id = flow_run.flow_id`
const DEPLOYMENT_OF_RUN = sql`join deployment on deployment.id = flow_run.deployment_id`
const TASKS_OF_RUN = sql`join task_run on task_run.flow_run_id = flow_run.id`

const conditions = (dialect: Dialect, filters: AcrossFilters): Conditions => ({
  flows: given(filters.flows, (filter) => flowWhere(dialect, filter)),
  flow_runs: given(filters.flow_runs, (filter) => flowRunWhere(dialect, filter)),
  task_runs: given(filters.task_runs, (filter) => taskRunWhere(dialect, filter)),
  deployments: given(filters.deployments, (filter) => deploymentWhere(dialect, filter)),
  work_pools: given(filters.work_pools, (filter) => workPoolWhere(dialect, filter)),
  work_pool_queues: given(filters.work_pool_queues, (filter) => workQueueWhere(dialect, filter)),
})

const existsIn = (wanted: readonly Optional[], tables: RawBuilder<unknown>, relation: Condition): Optional =>
  wanted.every((condition) => condition === undefined)
    ? undefined
    : sql`exists (select 1 from ${tables} where ${relation} and ${allOf(wanted)})`

/** `join` only where one of the filters needs it. */
const joined = (join: RawBuilder<unknown>, ...neededBy: readonly Optional[]): RawBuilder<unknown> =>
  neededBy.every((condition) => condition === undefined) ? sql`` : join

/** The ids, when of all other objects only flow runs are asked for, and those by `id.any_` alone: what UIs ask most. */
function onlyIds({
  flow_runs: runs,
  flows,
  deployments,
  work_pools: pools,
  work_pool_queues: queues,
}: AcrossFilters): readonly string[] | undefined {
  if (!runs || flows || deployments || pools || queues) return undefined
  const { operator: _, id, ...others } = runs
  const alone = Object.values(others).every((criterion) => criterion === null || criterion === undefined)
  return alone && !id?.not_any_?.length ? (id?.any_ ?? undefined) : undefined
}
