import { sql } from 'kysely'
import type { Dialect } from './dialect.ts'

/** Postgres: JSON lists by `jsonb` operators (text columns are cast), rows claimed with `skip locked`. */
export const postgresDialect: Dialect = {
  name: 'postgres',
  hasAll: (column, values) => sql`${sql.ref(column)}::jsonb @> ${JSON.stringify(values)}::jsonb`,
  hasAny: (column, values) => (values.length === 0 ? sql`false` : sql`${sql.ref(column)}::jsonb ?| array[${sql.join(values)}]::text[]`),
  contains: (column, text) => sql`${sql.ref(column)} ilike ${`%${text}%`} escape ''`,
  secondsBetween: (start, end) => sql<number>`extract(epoch from (${end})::timestamptz - (${start})::timestamptz)::float8`,
  lockForClaim: sql`for update skip locked`,
}
