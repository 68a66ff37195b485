import type { LogFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { combine, inRange, notEmpty, oneOfOrNull, within } from './criteria.ts'
import { textWhere } from './text-search.ts'

const SEARCHED = sql`(log.message || ' ' || log.name)`

/** The rows of `log` that a filter wants. */
export const logWhere = (dialect: Dialect, filter: LogFilter): Condition =>
  combine(filter.operator, [
    inRange('log.level', filter.level),
    within('log.timestamp', filter.timestamp),
    oneOfOrNull(dialect, 'log.flow_run_id', filter.flow_run_id),
    oneOfOrNull(dialect, 'log.task_run_id', filter.task_run_id),
    notEmpty(filter.text?.query, (query) => textWhere(SEARCHED, query)),
  ])
