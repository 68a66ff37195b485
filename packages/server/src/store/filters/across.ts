import type {
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  IdCriterion,
  NameCriterion,
  TaskRunFilter,
  WorkPoolFilter,
  WorkQueueFilter,
} from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { allOf, type Column, given, type Optional } from './criteria.ts'
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

const FILTERS = [
  'flows',
  'flow_runs',
  'task_runs',
  'deployments',
  'work_pools',
  'work_pool_queues',
] as const satisfies (keyof AcrossFilters)[]

/** True when no filter is given, so that everything matches. */
export const isEverything = (filters: AcrossFilters): boolean => FILTERS.every((name) => !filters[name])

/** Rows of `flow` that match, with a deployment (in the pool and queue) and with a run (with the task run) that do. */
export const flowsAcross = (dialect: Dialect, filters: AcrossFilters): Condition =>
  allOf([
    given(filters.flows, (filter) => flowWhere(dialect, filter)),
    exists(sql`deployment`, sql`deployment.flow_id = flow.id`, [
      given(filters.deployments, (filter) => deploymentWhere(dialect, filter)),
      inQueue(dialect, 'deployment.work_queue_id', filters),
    ]),
    exists(sql`flow_run`, sql`flow_run.flow_id = flow.id`, runAndTasks(dialect, filters)),
  ])

/** Rows of `flow_run` that match, with whatever they belong to or contain. */
export const flowRunsAcross = (dialect: Dialect, filters: AcrossFilters): Condition =>
  allOf([...runAndTasks(dialect, filters), ...aboveRun(dialect, filters)])

/** Rows of `task_run` that match, in a flow run that does with whatever it belongs to. */
export function taskRunsAcross(dialect: Dialect, filters: AcrossFilters): Condition {
  const above = aboveRun(dialect, filters)
  const ids = above.length === 0 ? onlyIds(filters.flow_runs) : undefined
  return allOf([
    given(filters.task_runs, (filter) => taskRunWhere(dialect, filter)),
    ids === undefined
      ? exists(sql`flow_run`, sql`flow_run.id = task_run.flow_run_id`, [
          given(filters.flow_runs, (filter) => flowRunWhere(dialect, filter)),
          ...above,
        ])
      : dialect.among('task_run.flow_run_id', ids),
  ])
}

/** Rows of `deployment` that match, of a flow, in a pool and queue, and with a run (with the task run) that do. */
export const deploymentsAcross = (dialect: Dialect, filters: AcrossFilters): Condition =>
  allOf([
    given(filters.deployments, (filter) => deploymentWhere(dialect, filter)),
    belongsTo(dialect, 'deployment.flow_id', 'flow', filters.flows, flowWhere),
    inQueue(dialect, 'deployment.work_queue_id', filters),
    exists(sql`flow_run`, sql`flow_run.deployment_id = deployment.id`, runAndTasks(dialect, filters)),
  ])

const runAndTasks = (dialect: Dialect, filters: AcrossFilters): Optional[] => [
  given(filters.flow_runs, (filter) => flowRunWhere(dialect, filter)),
  exists(sql`task_run`, sql`task_run.flow_run_id = flow_run.id`, [given(filters.task_runs, (filter) => taskRunWhere(dialect, filter))]),
]

/** What a flow run belongs to. */
const aboveRun = (dialect: Dialect, filters: AcrossFilters): Condition[] =>
  [
    belongsTo(dialect, 'flow_run.flow_id', 'flow', filters.flows, flowWhere),
    ofDeployments(dialect, filters.deployments),
    inQueue(dialect, 'flow_run.work_queue_id', filters),
  ].filter((condition) => condition !== undefined)

/** Runs outlive their deployment and go on naming it; no filter finds a deployment that is gone. */
const ofDeployments = (dialect: Dialect, filter: DeploymentFilter | null | undefined): Optional => {
  const ids = onlyIds(filter)
  return ids === undefined
    ? belongsTo(dialect, 'flow_run.deployment_id', 'deployment', filter, deploymentWhere)
    : amongDeployments(dialect, 'flow_run.deployment_id', ids)
}

/** Both filters hold of the one queue. */
const inQueue = (dialect: Dialect, column: Column, { work_pools: pools, work_pool_queues: queues }: AcrossFilters): Optional =>
  pools || queues
    ? sql`${sql.ref(column)} in (select work_queue.id from work_queue join work_pool on work_pool.id = work_queue.work_pool_id where ${allOf(
        [given(pools, (filter) => workPoolWhere(dialect, filter)), given(queues, (filter) => workQueueWhere(dialect, filter))],
      )})`
    : undefined

/** A sub-select over one of the small tables of definitions, which an index on `column` can begin with; ids need none at all. */
const belongsTo = <Filter extends ById>(
  dialect: Dialect,
  column: Column,
  table: 'flow' | 'deployment',
  filter: Filter | null | undefined,
  where: (dialect: Dialect, filter: Filter) => Condition,
): Optional =>
  given(filter, (some) => {
    const ids = onlyIds(some)
    if (ids !== undefined) return dialect.among(column, ids)
    const found: Condition = sql`${sql.ref(column)} in (select ${sql.ref(`${table}.id`)} from ${sql.table(table)} where ${where(dialect, some)})`
    // Names and ids mean a few; tags or a part of a name may mean all.
    return some.id?.any_ || some.name?.any_ ? found : dialect.usual(found)
  })

const exists = (table: RawBuilder<unknown>, relation: Condition, wanted: readonly Optional[]): Optional =>
  wanted.every((condition) => condition === undefined)
    ? undefined
    : sql`exists (select 1 from ${table} where ${relation} and ${allOf(wanted)})`

interface ById {
  readonly operator: 'and_' | 'or_'
  readonly id?: IdCriterion | null | undefined
  readonly name?: NameCriterion | null | undefined
}

/** True where `column` is the id of one of these deployments, which is there. */
export function amongDeployments(dialect: Dialect, column: Column, ids: readonly string[]): Condition {
  const there = sql`(select deployment.id from deployment where ${dialect.among('deployment.id', ids)})`
  // Both planners look up one value better than a list of unknown length.
  return ids.length === 1 ? sql`${sql.ref(column)} = ${there}` : sql`${sql.ref(column)} in ${there}`
}

/** The ids, when a filter asks for nothing else: what UIs ask most, and what needs no look at the other table. */
export function onlyIds(filter: ById | null | undefined): readonly string[] | undefined {
  if (!filter?.id?.any_ || filter.id.not_any_?.length) return undefined
  const { operator: _, id, ...others } = filter
  return Object.values(others).every((criterion) => criterion === null || criterion === undefined) ? (id.any_ ?? undefined) : undefined
}
