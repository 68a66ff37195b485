import type { EventFilter } from '@millrace/protocol'
import { type Expression, sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { allOf, combine, given, notEmpty, type Optional } from './criteria.ts'

type One<Value> = Value extends readonly (infer Item)[] ? Item : Value
type RelatedCriterion = One<NonNullable<EventFilter['related']>>
type AnyResourceCriterion = One<NonNullable<EventFilter['any_resource']>>
type LabelMatch = NonNullable<RelatedCriterion['labels']>

const ID = 'prefect.resource.id'
const ROLE = 'prefect.resource.role'
const LAST = '\u{10FFFF}'

/** Text that begins with one of `prefixes`, as a range, so that an index serves. */
export const prefixed = (text: Expression<unknown>, prefixes: readonly string[]): Condition =>
  combine(
    'or_',
    prefixes.map((prefix) => sql`(${text} >= ${prefix} and ${text} < ${`${prefix}${LAST}`})`),
  )

/** An object whose labels match all of `wanted`: each label one of its values, which may have `*` and `?` and begin with `!`. */
export const labelsWhere = (dialect: Dialect, resource: Expression<unknown>, wanted: LabelMatch): Condition =>
  allOf(
    Object.entries(wanted).map(([label, values]) => {
      const value = dialect.textAt(resource, label)
      const patterns = typeof values === 'string' ? [values] : values
      return combine('or_', [sql`false`, ...patterns.map((pattern) => matches(dialect, value, pattern))])
    }),
  )

function matches(dialect: Dialect, value: Expression<unknown>, pattern: string): Condition {
  const like = dialect.wildcard(value, pattern.replace(/^!/, ''))
  return pattern.startsWith('!') ? sql`not (${like})` : sql`(${like})`
}

/** Events about one of these resources; a related one without a role stands in the same place of the index. */
export const mainResourceWhere = (dialect: Dialect, ids: readonly string[]): Condition =>
  allOf([
    hasResource(allOf([dialect.among('event_resource.resource_id', ids), sql`event_resource.role = ''`]), ids, null),
    dialect.among('event.resource_id', ids),
  ])

/** Events with a related resource that is all that is asked for; never the main one, unless its empty role is asked for. */
export function relatedWhere(dialect: Dialect, criterion: RelatedCriterion): Condition {
  const { id, role, resources_in_roles: inRoles, labels } = criterion
  if (![id, role, inRoles, Object.keys(labels ?? {})].some((asked) => asked?.length)) return sql`true`
  const byRow = [
    notEmpty(id, (ids) => dialect.among('event_resource.resource_id', ids)),
    notEmpty(role, (roles) => dialect.among('event_resource.role', roles)),
    notEmpty(inRoles, (pairs) =>
      combine(
        'or_',
        pairs.map(([resource, inRole]) => sql`(event_resource.resource_id = ${resource} and event_resource.role = ${inRole})`),
      ),
    ),
    given(labels, (wanted) => labelsOfRow(dialect, wanted)),
  ]
  const related: Optional = role === null || role === undefined || role.length === 0 ? sql`event_resource.role <> ''` : undefined
  return hasResource(allOf([...byRow, related]), id, labels)
}

/** Events with a resource, main or related, that is all that is asked for. */
export function anyResourceWhere(dialect: Dialect, { id, id_prefix: idPrefix, labels }: AnyResourceCriterion): Condition {
  const byRow = [
    notEmpty(id, (ids) => dialect.among('event_resource.resource_id', ids)),
    notEmpty(idPrefix, (prefixes) => prefixed(sql.ref('event_resource.resource_id'), prefixes)),
    given(labels, (wanted) => labelsOfRow(dialect, wanted)),
  ]
  if (byRow.every((condition) => condition === undefined)) return sql`true`
  return hasResource(allOf(byRow), id, labels)
}

/**
 * Ids are looked up first, through the index of resources, as there are few events about each; anything else is tried event by event, in
 * the order of the list. Labels are in the event itself, so they cannot be looked up apart from it.
 */
const hasResource = (condition: Condition, ids: readonly string[] | null | undefined, labels: LabelMatch | null | undefined): Condition =>
  ids && ids.length > 0 && !labels
    ? sql`event.id in (select event_resource.event_id from event_resource where ${condition})`
    : sql`exists (select 1 from event_resource where event_resource.event_id = event.id and ${condition})`

/** The row of `event_resource` has id and role; any other label is looked up in the event's own list of resources. */
function labelsOfRow(dialect: Dialect, { [ID]: ids, [ROLE]: roles, ...others }: LabelMatch): Condition {
  const column = (name: string, values: string | string[] | undefined): Condition | undefined =>
    given(values, (wanted) =>
      combine('or_', [sql`false`, ...[wanted].flat().map((pattern) => matches(dialect, sql.ref(`event_resource.${name}`), pattern))]),
    )
  const inList = sql`exists (select 1 from ${dialect.elements(sql.ref('event.related'))}
    where ${dialect.textAt(sql`element.value`, ID)} = event_resource.resource_id
    and ${dialect.textAt(sql`element.value`, ROLE)} = event_resource.role and ${labelsWhere(dialect, sql`element.value`, others)})`
  const asMain = sql`(event_resource.role = '' and ${labelsWhere(dialect, sql.ref('event.resource'), others)})`
  return allOf([
    column('resource_id', ids),
    column('role', roles),
    Object.keys(others).length === 0 ? undefined : sql`(${asMain} or ${inList})`,
  ])
}
