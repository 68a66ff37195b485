import { sql } from 'kysely'
import type { Dialect } from './dialect.ts'

/** SQLite: JSON lists by `json_each`, one writer instead of row locks. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  hasAll(column, values) {
    const lacks = sql`select 1 from json_each(${JSON.stringify(values)}) as wanted
      where wanted.value not in (select value from json_each(${sql.ref(column)}))`
    return sql`not exists (${lacks})`
  },
  hasAny: (column, values) =>
    sql`exists (select 1 from json_each(${sql.ref(column)}) as had where had.value in (select value from json_each(${JSON.stringify(values)})))`,
  contains: (column, text) => sql`${sql.ref(column)} like ${`%${text}%`}`,
  /** Differs by necessity: there is no interval type; julian days would lose microseconds, so whole seconds and the fraction apart. */
  secondsBetween: (start, end) =>
    sql<number>`(unixepoch(${end}) - unixepoch(${start}) + (substr(${end}, 21, 6) - substr(${start}, 21, 6)) / 1e6)`,
  lockForClaim: sql``,
}
