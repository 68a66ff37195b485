import type { FlowRunFilter, StateCriterion } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { type Column, combine, given, isNull, named, oneOf, oneOfOrNull, type Optional, tagged, within } from './criteria.ts'

/** Where a run that has not started stands in lists by start: at the time it should. */
const STARTED = sql`coalesce(flow_run.start_time, flow_run.expected_start_time)`

/** The rows of `flow_run` that a filter wants. */
export const flowRunWhere = (dialect: Dialect, filter: FlowRunFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'flow_run.id', filter.id),
    named(dialect, 'flow_run.name', filter.name),
    tagged(dialect, 'flow_run.tags', filter.tags),
    oneOfOrNull(dialect, 'flow_run.deployment_id', filter.deployment_id),
    oneOfOrNull(dialect, 'flow_run.work_queue_name', filter.work_queue_name),
    stateWhere(dialect, 'flow_run', filter.state),
    oneOf(dialect, 'flow_run.flow_version', filter.flow_version),
    within('flow_run.start_time', filter.start_time, STARTED),
    within('flow_run.end_time', filter.end_time),
    within('flow_run.expected_start_time', filter.expected_start_time),
    within('flow_run.next_scheduled_start_time', filter.next_scheduled_start_time),
    parentWhere(dialect, filter.parent_flow_run_id),
    oneOfOrNull(dialect, 'flow_run.parent_task_run_id', filter.parent_task_run_id),
    oneOf(dialect, 'flow_run.idempotency_key', filter.idempotency_key),
    creatorWhere(dialect, filter.created_by),
  ])

/** Runs in states of these types and names. */
export const stateWhere = (dialect: Dialect, table: 'flow_run' | 'task_run', criterion: StateCriterion | null | undefined): Optional =>
  given(criterion, ({ operator, type, name }) =>
    combine(operator, [
      usually(dialect, type?.any_?.includes('COMPLETED'), oneOf(dialect, `${table}.state_type`, type)),
      usually(dialect, name?.any_?.includes('Completed'), oneOf(dialect, `${table}.state_name`, name)),
    ]),
  )

/** Most runs are completed, while those in any other state are few. */
const usually = (dialect: Dialect, common: boolean | undefined, condition: Optional): Optional =>
  condition !== undefined && common === true ? dialect.usual(condition) : condition

const PARENT: Column = 'flow_run.parent_task_run_id'

/** Subflow runs, by the flow run whose task run stands for them. */
const parentWhere = (dialect: Dialect, criterion: FlowRunFilter['parent_flow_run_id']): Optional =>
  given(criterion, ({ operator, any_, is_null_ }) => {
    const tasksOf = (ids: readonly string[]): Condition =>
      sql`${sql.ref(PARENT)} in (select task_run.id from task_run where ${dialect.among('task_run.flow_run_id', ids)})`
    return combine(operator, [given(any_, tasksOf), isNull(PARENT, is_null_)])
  })

const creatorWhere = (dialect: Dialect, criterion: FlowRunFilter['created_by']): Optional =>
  given(criterion, ({ operator, id_, type_, is_null_ }) => {
    const oneOf = (key: string, values: readonly string[]): Condition =>
      values.length === 0 ? sql`false` : sql`${dialect.textAt(sql.ref('flow_run.created_by'), key)} in (${sql.join(values)})`
    return combine(operator, [
      given(id_, (ids) => oneOf('id', ids)),
      given(type_, (types) => oneOf('type', types)),
      isNull('flow_run.created_by', is_null_),
    ])
  })
