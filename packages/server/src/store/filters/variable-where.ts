import type { VariableFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { allOf, combine, given, named, notEmpty, oneOf, type Optional, tagged } from './criteria.ts'

/** The rows of `variable` that a filter wants. */
export const variableWhere = (dialect: Dialect, filter: VariableFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'variable.id', filter.id),
    named(dialect, 'variable.name', filter.name),
    valued(dialect, filter.value),
    tagged(dialect, 'variable.tags', filter.tags),
  ])

/** As 2.20 has it, whose values are texts: a value that is none is compared as it is written. */
const valued = (dialect: Dialect, criterion: VariableFilter['value']): Optional =>
  given(criterion, ({ any_, like_ }) => {
    const text = dialect.textOf(sql.ref('variable.value'))
    return allOf([
      given(any_, (values) => (values.length === 0 ? sql`false` : sql`${text} in (${sql.join(values)})`)),
      notEmpty(like_, (part) => dialect.containsText(text, part)),
    ])
  })
