import type { FlowFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { combine, given, named, oneOf, tagged } from './criteria.ts'

/** The rows of `flow` that a filter wants. */
export const flowWhere = (dialect: Dialect, filter: FlowFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'flow.id', filter.id),
    given(filter.deployment, ({ operator, is_null_ }) => combine(operator, [given(is_null_, withoutDeployments)])),
    named(dialect, 'flow.name', filter.name),
    tagged(dialect, 'flow.tags', filter.tags),
  ])

const withoutDeployments = (wanted: boolean): Condition =>
  wanted
    ? sql`not exists (select 1 from deployment as own where own.flow_id = flow.id)`
    : sql`exists (select 1 from deployment as own where own.flow_id = flow.id)`
