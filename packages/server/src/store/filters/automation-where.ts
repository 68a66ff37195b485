import type { AutomationFilter } from '@millrace/protocol'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { combine, oneOf, tagged, within } from './criteria.ts'

/** The rows of `automation` that a filter wants. */
export const automationWhere = (dialect: Dialect, filter: AutomationFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'automation.id', filter.id),
    oneOf(dialect, 'automation.name', filter.name),
    within('automation.created', filter.created),
    tagged(dialect, 'automation.tags', filter.tags),
  ])
