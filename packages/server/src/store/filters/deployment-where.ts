import type { DeploymentFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { combine, equals, given, named, notEmpty, oneOf, tagged } from './criteria.ts'

/** The rows of `deployment` that a filter wants. 3.8 still takes `concurrency_limit`, and asks nothing by it. */
export const deploymentWhere = (dialect: Dialect, filter: DeploymentFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'deployment.id', filter.id),
    named(dialect, 'deployment.name', filter.name),
    notEmpty(filter.flow_or_deployment_name?.like_, (text) => nameOrFlowContains(dialect, text)),
    equals('deployment.paused', filter.paused?.eq_),
    given(filter.is_schedule_active?.eq_, (active) => sql`deployment.paused = ${!active}`),
    tagged(dialect, 'deployment.tags', filter.tags),
    oneOf(dialect, 'deployment.work_queue_name', filter.work_queue_name),
  ])

const nameOrFlowContains = (dialect: Dialect, text: string): Condition =>
  sql`(${dialect.contains('deployment.name', text)} or exists
    (select 1 from flow as own_flow where own_flow.id = deployment.flow_id and ${dialect.contains('own_flow.name', text)}))`
