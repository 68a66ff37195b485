import { sql } from 'kysely'
import type { Dialect } from './dialect.ts'

/** Postgres: JSON by the operators of `jsonb` (text columns are cast), rows claimed with `skip locked`. */
export const postgresDialect: Dialect = {
  name: 'postgres',
  hasAll: (column, values) => sql`${sql.ref(column)}::jsonb @> ${JSON.stringify(values)}::jsonb`,
  hasAny: (column, values) => sql`${sql.ref(column)}::jsonb ?| ${arrayOf(values)}::text[]`,
  usual: (condition) => condition,
  // Without a cast, the parameter takes the type of the column: text[] or uuid[].
  among: (column, values) => sql`${sql.ref(column)} = any(${arrayOf(values)})`,
  // `escape ''`: a backslash is only a backslash, as in SQLite.
  contains: (column, text) => postgresDialect.containsText(sql.ref(column), text),
  containsText: (subject, text) => sql`${subject} ilike ${`%${text}%`} escape ''`,
  textOf: (value) => sql<string>`(${value}::jsonb #>> '{}')`,
  wildcard: (text, pattern) =>
    sql`${text} like ${pattern
      .replaceAll(/[\\%_]/g, '\\$&')
      .replaceAll('*', '%')
      .replaceAll('?', '_')}`,
  textAt: (object, key) => sql`${object}::jsonb ->> ${key}`,
  elements: (array) => sql`jsonb_array_elements(${array}::jsonb) as element(value)`,
  secondsBetween: (start, end) => sql<number>`date_part('epoch', (${end})::timestamptz - (${start})::timestamptz)`,
  records: (rows, columns) =>
    sql`(select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (${sql.join(
      Object.entries(columns).map(([name, type]) => sql`${sql.id(name)} ${sql.raw(type === 'int' ? 'int' : 'timestamptz')}`),
    )}))`,
  // `offset 0` keeps the planner from going through the table once for all records, whose number it cannot know.
  lookUp: (table, condition) =>
    sql`cross join lateral (select * from ${sql.table(table)} where ${condition} offset 0) as ${sql.table(table)}`,
  // `date_part` is a float, which is many times faster than the numeric of `extract` and holds the microseconds of 285 years.
  intervalOf: (at, start, micros) =>
    sql<number>`(round(date_part('epoch', ${at} - ${start}::timestamptz) * 1e6)::bigint / ${micros}::bigint)::int`,
  lockForClaim: sql`for update skip locked`,
}

/** The text by which Postgres writes an array. */
const arrayOf = (values: readonly string[]): string => `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`
