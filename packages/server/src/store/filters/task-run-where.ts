import type { TaskRunFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { combine, given, named, oneOf, oneOfOrNull, type Optional, tagged, within } from './criteria.ts'
import { stateWhere } from './flow-run-where.ts'

/** The rows of `task_run` that a filter wants. */
export const taskRunWhere = (dialect: Dialect, filter: TaskRunFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'task_run.id', filter.id),
    named(dialect, 'task_run.name', filter.name),
    tagged(dialect, 'task_run.tags', filter.tags),
    stateWhere(dialect, 'task_run', filter.state),
    within('task_run.start_time', filter.start_time),
    within('task_run.end_time', filter.end_time),
    within('task_run.expected_start_time', filter.expected_start_time),
    given(filter.subflow_runs?.exists_, standsForSubflow),
    ofFlowRun(dialect, filter.flow_run_id),
  ])

const standsForSubflow = (wanted: boolean): Condition => {
  const subflow = sql`exists (select 1 from flow_run as subflow where subflow.parent_task_run_id = task_run.id)`
  return wanted ? sql`${subflow}` : sql`not ${subflow}`
}

/** Prefect's own defaults: a criterion without `any_` means "in some flow run", and `is_null_: true` outweighs `any_`. */
const ofFlowRun = (dialect: Dialect, criterion: TaskRunFilter['flow_run_id']): Optional =>
  given(criterion, (some) => {
    if (some.is_null_ === true) return sql`task_run.flow_run_id is null`
    if (some.is_null_ !== null && !some.any_) return sql`task_run.flow_run_id is not null`
    return oneOfOrNull(dialect, 'task_run.flow_run_id', { ...some, is_null_: null }) ?? sql`true`
  })
