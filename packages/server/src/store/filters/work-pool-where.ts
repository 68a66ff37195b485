import type { WorkerFilter, WorkPoolFilter, WorkQueueFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { allOf, combine, given, notEmpty, oneOf, within } from './criteria.ts'

/** The rows of `work_pool` that a filter wants. */
export const workPoolWhere = (dialect: Dialect, filter: WorkPoolFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'work_pool.id', filter.id),
    oneOf(dialect, 'work_pool.name', filter.name),
    oneOf(dialect, 'work_pool.type', filter.type),
  ])

/** The rows of `work_queue` that a filter wants. */
export const workQueueWhere = (dialect: Dialect, filter: WorkQueueFilter): Condition =>
  combine(filter.operator, [
    oneOf(dialect, 'work_queue.id', filter.id),
    given(filter.name, ({ any_, startswith_ }) =>
      allOf([
        given(any_, (names) => dialect.among('work_queue.name', names)),
        given(startswith_, (prefixes) =>
          prefixes.length === 0
            ? sql`true`
            : combine(
                'or_',
                prefixes.map((prefix) => startsWith(prefix)),
              ),
        ),
      ]),
    ),
  ])

/** In whatever case of ASCII letters, on both databases alike. */
const startsWith = (prefix: string): Condition => sql`substr(lower(work_queue.name), 1, length(cast(${prefix} as text))) = lower(${prefix})`

/** The rows of `worker` that a filter wants; `online` says which workers count as ONLINE at the moment. */
export const workerWhere = (filter: WorkerFilter, online: Condition): Condition =>
  combine(filter.operator, [
    within('worker.last_heartbeat_time', filter.last_heartbeat_time),
    given(filter.status, ({ any_, not_any_ }) =>
      allOf([
        given(any_, (statuses) => combine('or_', [sql`false`, ...statuses.map((status) => isStatus(status, online))])),
        notEmpty(not_any_, (statuses) => allOf(statuses.map((status) => sql`not ${isStatus(status, online)}`))),
      ]),
    ),
  ])

const isStatus = (status: 'ONLINE' | 'OFFLINE', online: Condition): Condition =>
  status === 'ONLINE' ? sql`(${online})` : sql`(not (${online}))`
