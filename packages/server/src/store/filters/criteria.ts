import type { Operator, Timestamp } from '@millrace/protocol'
import { type Expression, sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import type { Schema } from '../schema.ts'

/** A column with its table: `flow_run.name`. */
export type Column = { [Table in keyof Schema]: `${Table}.${keyof Schema[Table] & string}` }[keyof Schema]

/** A condition, or undefined for a criterion that was not given. */
export type Optional = Condition | undefined

/** What the conditions say together; without any, everything matches. */
export function combine(operator: Operator, conditions: readonly Optional[]): Condition {
  const given = conditions.filter((condition) => condition !== undefined)
  const [only] = given
  if (only === undefined) return sql`true`
  if (given.length === 1) return only
  return sql`(${sql.join(given, operator === 'and_' ? sql` and ` : sql` or `)})`
}

export const allOf = (conditions: readonly Optional[]): Condition => combine('and_', conditions)

/** `make(value)` for a value that was given; null counts as not given, as in Prefect. */
export const given = <Value>(value: Value | null | undefined, make: (value: Value) => Condition): Optional =>
  value === null || value === undefined ? undefined : make(value)

/** `make(value)` for a text or list that was given and is not empty: those for which Prefect takes empty as not given. */
export const notEmpty = <Value extends { readonly length: number }>(
  value: Value | null | undefined,
  make: (value: Value) => Condition,
): Optional => given(value, (some) => (some.length === 0 ? sql`true` : make(some)))

export const isNull = (column: Column, flag: boolean | null | undefined): Optional =>
  given(flag, (wanted) => (wanted ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} is not null`))

export const equals = (column: Column, flag: boolean | null | undefined): Optional =>
  given(flag, (wanted) => sql`${sql.ref(column)} = ${wanted}`)

interface AnyCriterion {
  readonly any_?: readonly string[] | null | undefined
  readonly not_any_?: readonly string[] | null | undefined
}

/** One of `any_` (of none, if it is empty) and none of `not_any_`. */
export const oneOf = (dialect: Dialect, column: Column, criterion: AnyCriterion | null | undefined): Optional =>
  given(criterion, (some) => allOf(choices(dialect, column, some)))

/** As `oneOf`, for a column that may be null, with the criterion's own operator. */
export const oneOfOrNull = (
  dialect: Dialect,
  column: Column,
  criterion: (AnyCriterion & { readonly operator: Operator; readonly is_null_?: boolean | null | undefined }) | null | undefined,
): Optional => given(criterion, (some) => combine(some.operator, [...choices(dialect, column, some), isNull(column, some.is_null_)]))

const choices = (dialect: Dialect, column: Column, { any_, not_any_ }: AnyCriterion): Optional[] => [
  given(any_, (values) => dialect.among(column, values)),
  notEmpty(not_any_, (values) => sql`not (${dialect.among(column, values)})`),
]

/** A name: one of `any_`, and containing `like_` in whatever case. */
export const named = (
  dialect: Dialect,
  column: Column,
  criterion: { readonly any_?: readonly string[] | null | undefined; readonly like_?: string | null | undefined } | null | undefined,
): Optional =>
  given(criterion, ({ any_, like_ }) =>
    allOf([given(any_, (values) => dialect.among(column, values)), notEmpty(like_, (text) => dialect.contains(column, text))]),
  )

interface TagsCriterion {
  readonly operator: Operator
  readonly all_?: readonly string[] | null | undefined
  readonly any_?: readonly string[] | null | undefined
  readonly is_null_?: boolean | null | undefined
}

export const tagged = (dialect: Dialect, column: Column, criterion: TagsCriterion | null | undefined): Optional =>
  given(criterion, ({ operator, all_, any_, is_null_ }) =>
    combine(operator, [
      // To Prefect, all of none says nothing, also where another criterion would do.
      all_?.length === 0 ? undefined : given(all_, (values) => dialect.hasAll(column, values)),
      given(any_, (values) => dialect.hasAny(column, values)),
      given(is_null_, (wanted) => (wanted ? sql`${sql.ref(column)} = '[]'` : sql`${sql.ref(column)} <> '[]'`)),
    ]),
  )

interface TimeCriterion {
  readonly before_?: Timestamp | null | undefined
  readonly after_?: Timestamp | null | undefined
  readonly is_null_?: boolean | null | undefined
}

/** A time from `after_` to `before_`, both included; `at` is what is compared where that is not the column itself. */
export const within = (column: Column, criterion: TimeCriterion | null | undefined, at: Expression<unknown> = sql.ref(column)): Optional =>
  given(criterion, ({ before_, after_, is_null_ }) =>
    allOf([given(before_, (end) => sql`${at} <= ${end}`), given(after_, (start) => sql`${at} >= ${start}`), isNull(column, is_null_)]),
  )

/** A number from `ge_` to `le_`, both included. */
export const inRange = (
  column: Column,
  criterion:
    | { readonly ge_?: number | null | undefined; readonly le_?: number | null | undefined; readonly is_null_?: boolean | null | undefined }
    | null
    | undefined,
): Optional =>
  given(criterion, ({ ge_, le_, is_null_ }) =>
    allOf([
      given(ge_, (least) => sql`${sql.ref(column)} >= ${least}`),
      given(le_, (most) => sql`${sql.ref(column)} <= ${most}`),
      isNull(column, is_null_),
    ]),
  )
