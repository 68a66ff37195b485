import type { VariableFilter } from '@millrace/protocol'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { combine, named, oneOf, tagged } from './criteria.ts'

/** The rows of `variable` that a filter wants. */
export const variableWhere = (dialect: Dialect, filter: VariableFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'variable.id', filter.id),
    named(dialect, 'variable.name', filter.name),
    tagged(dialect, 'variable.tags', filter.tags),
  ])
