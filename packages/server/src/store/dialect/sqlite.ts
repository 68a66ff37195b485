import { sql } from 'kysely'
import type { Dialect } from './dialect.ts'

/** From here on one JSON parameter is cheaper than one parameter per value, of which SQLite has 32,766. */
const LONG_LIST = 32

/** SQLite: JSON by `json_each`, one writer instead of row locks. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  hasAll: (column, values) =>
    sql`not exists (select 1 from json_each(${JSON.stringify(values)}) as wanted
      where wanted.value not in (select value from json_each(${sql.ref(column)})))`,
  hasAny: (column, values) =>
    sql`exists (select 1 from json_each(${sql.ref(column)}) as had
      where had.value in (select value from json_each(${JSON.stringify(values)})))`,
  among(column, values) {
    if (values.length === 0) return sql`false`
    if (values.length > LONG_LIST) return sql`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`
    return sql`${sql.ref(column)} in (${sql.join(values)})`
  },
  contains: (column, text) => sql`${sql.ref(column)} like ${`%${text}%`}`,
  wildcard: (text, pattern) => sql`${text} glob ${pattern.replaceAll('[', '[[]')}`,
  // Not `->>`, whose paths would read dots and quotes in a key as their own.
  textAt: (object, key) => sql`(select value from json_each(${object}) where key = ${key})`,
  elements: (array) => sql`json_each(${array}) as element`,
  // Differs by necessity: there is no interval type, and julian days lose microseconds; so whole seconds and fractions apart.
  secondsBetween: (start, end) =>
    sql<number>`(unixepoch(${end}) - unixepoch(${start}) + (substr(${end}, 21, 6) - substr(${start}, 21, 6)) / 1e6)`,
  lockForClaim: sql``,
}
