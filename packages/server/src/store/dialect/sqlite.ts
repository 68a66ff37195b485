import { sql } from 'kysely'
import type { Condition, Dialect } from './dialect.ts'

/** From here on one JSON parameter is cheaper than one parameter per value, of which SQLite has 32,766, and one condition, of which it has 1000. */
const LONG_LIST = 32

/** SQLite: JSON by `json_each`, one writer instead of row locks. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  hasAll(column, values) {
    if (values.length > LONG_LIST) {
      return sql`not exists (select value from json_each(${JSON.stringify(values)}) except select value from json_each(${sql.ref(column)}))`
    }
    return sql`(${sql.join([sql`true`, ...values.map((value) => hasMember(column, value))], sql` and `)})`
  },
  hasAny(column, values) {
    if (values.length > LONG_LIST) {
      return sql`exists (select value from json_each(${sql.ref(column)}) intersect select value from json_each(${JSON.stringify(values)}))`
    }
    return sql`(${sql.join([sql`false`, ...values.map((value) => hasMember(column, value))], sql` or `)})`
  },
  usual: (condition) => sql`likelihood(${condition}, 0.9)`,
  among(column, values) {
    if (values.length === 0) return sql`false`
    if (values.length > LONG_LIST) return sql`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`
    return sql`${sql.ref(column)} in (${sql.join(values)})`
  },
  contains: (column, text) => sqliteDialect.containsText(sql.ref(column), text),
  containsText: (subject, text) => sql`${subject} like ${`%${text}%`}`,
  // Not `->>`, which answers 1 for true.
  textOf: (value) => sql<string>`case json_type(${value}) when 'text' then ${value} ->> '$' else json(${value}) end`,
  wildcard: (text, pattern) => sql`${text} glob ${pattern.replaceAll('[', '[[]')}`,
  // Not `->>`, whose paths would read dots and quotes in a key as their own.
  textAt: (object, key) => sql`(select value from json_each(${object}) where key = ${key})`,
  elements: (array) => sql`json_each(${array}) as element`,
  // Differs by necessity: there is no interval type, and julian days lose microseconds; so whole seconds and fractions apart.
  secondsBetween: (start, end) =>
    sql<number>`(unixepoch(${end}) - unixepoch(${start}) + (substr(${end}, 21, 6) - substr(${start}, 21, 6)) / 1e6)`,
  // Lists are read quicker than objects, and `limit` keeps SQLite from reading a record anew for each row that is joined to it.
  records: (rows, columns) =>
    sql`(select ${sql.join(Object.keys(columns).map((name, place) => sql`value ->> ${sql.lit(place)} as ${sql.id(name)}`))}
      from json_each(${JSON.stringify(rows.map((row) => Object.keys(columns).map((name): unknown => Reflect.get(row, name))))}) limit -1)`,
  // A cross join keeps the order.
  lookUp: (table, condition) => sql`cross join ${sql.table(table)} on ${condition}`,
  intervalOf: (at, start, micros) =>
    sql<number>`(((unixepoch(${at}) - unixepoch(${start})) * 1000000 + substr(${at}, 21, 6) - substr(${start}, 21, 6)) / ${BigInt(micros)})`,
  lockForClaim: sql``,
}

/** What has the text of the member after `[` or `,` nearly always has the member; the few rows that pass are parsed to be sure. */
const hasMember = (column: string, value: string): Condition => {
  const list = sql.ref(column)
  const member = JSON.stringify(value)
  return sql`((instr(${list}, ${`[${member}`}) = 1 or instr(${list}, ${`,${member}`}) > 0)
    and exists (select 1 from json_each(${list}) as had where had.value = ${value}))`
}
