import type { Timestamp } from '@millrace/protocol'
import type { Expression, RawBuilder, SqlBool } from 'kysely'

/** A condition on rows. */
export type Condition = RawBuilder<SqlBool>

/** All that differs between the databases, by name. Keep it small. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** True where the JSON array `column` has all of `values`. */
  hasAll(column: string, values: readonly string[]): Condition
  /** True where the JSON array `column` has one of `values`. */
  hasAny(column: string, values: readonly string[]): Condition
  /** `condition`, of which the planner is told that most rows meet it: better to walk a list in its order than to look them up and sort. */
  usual(condition: Condition): Condition
  /** True where `column` is one of `values`, however many they are; an id must be a uuid. */
  among(column: string, values: readonly string[]): Condition
  /** `ilike` on Postgres, `like` (which ignores ASCII case) on SQLite. */
  contains(column: string, text: string): Condition
  /** As `contains`, for an expression. */
  containsText(subject: Expression<unknown>, text: string): Condition
  /** A JSON value as text: a string itself, anything else as it is written. */
  textOf(value: Expression<unknown>): RawBuilder<string>
  /** True where `text` is as `pattern` says, in which `*` stands for any text and `?` for any character; case counts. */
  wildcard(text: Expression<unknown>, pattern: string): Condition
  /** The text under `key` of the JSON object that `object` is; null where there is none. */
  textAt(object: Expression<unknown>, key: string): RawBuilder<string | null>
  /** A table `element(value)` of the members of the JSON array `array`. */
  elements(array: Expression<unknown>): RawBuilder<unknown>
  /** The seconds from one timestamp expression to another. */
  secondsBetween(start: Expression<unknown>, end: Expression<unknown>): RawBuilder<number>
  /** A table of records: whole numbers and instants. */
  records(rows: readonly object[], columns: Readonly<Record<string, 'int' | 'time'>>): RawBuilder<unknown>
  /** Joins to each record the rows of a table that meet a condition, looked up for each record apart. */
  lookUp(table: string, condition: Condition): RawBuilder<unknown>
  /** In which interval of `micros` microseconds after `start` a timestamp expression lies, from 0; exact at the ends. */
  intervalOf(at: Expression<unknown>, start: Timestamp, micros: number): RawBuilder<number>
  /** What follows a `select` that claims rows: `for update skip locked`, or nothing where there is one writer. */
  readonly lockForClaim: RawBuilder<unknown>
}
