import type { Expression, RawBuilder, SqlBool } from 'kysely'

/** All that differs between the databases, by name. Keep it small. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** True where the JSON array `column` has all of `values`. */
  hasAll(column: string, values: readonly string[]): Expression<SqlBool>
  /** True where the JSON array `column` has one of `values`. */
  hasAny(column: string, values: readonly string[]): Expression<SqlBool>
  /** `ilike` on Postgres, `like` (which ignores ASCII case) on SQLite. */
  contains(column: string, text: string): Expression<SqlBool>
  /** The seconds from one timestamp expression to another. */
  secondsBetween(start: Expression<unknown>, end: Expression<unknown>): RawBuilder<number>
  /** What follows a `select` that claims rows: `for update skip locked`, or nothing where there is one writer. */
  readonly lockForClaim: RawBuilder<unknown>
}
