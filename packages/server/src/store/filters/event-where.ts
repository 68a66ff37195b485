import type { EventFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import { allOf, combine, given, notEmpty, type Optional } from './criteria.ts'
import { anyResourceWhere, labelsWhere, mainResourceWhere, prefixed, relatedWhere } from './event-resource-where.ts'
import { textWhere } from './text-search.ts'

/** What a text search looks through; keys of resources count too. */
const SEARCHED = sql`(event.event || ' ' || event.resource || ' ' || event.related || ' ' || event.payload)`

/** The rows of `event` that a filter wants. Limits on time that are not given are the caller's to set. */
export const eventWhere = (dialect: Dialect, filter: EventFilter): Condition =>
  allOf([
    given(filter.occurred?.since, (since) => sql`event.occurred >= ${since}`),
    given(filter.occurred?.until, (until) => sql`event.occurred <= ${until}`),
    eventNameWhere(dialect, filter.event),
    resourceWhere(dialect, filter.resource),
    ...listed(filter.related).map((related) => relatedWhere(dialect, related)),
    ...listed(filter.any_resource).map((resource) => anyResourceWhere(dialect, resource)),
    notEmpty(filter.id?.id, (ids) => dialect.among('event.id', ids)),
    notEmpty(filter.text?.query, (query) => textWhere(SEARCHED, query)),
  ])

const listed = <Item>(value: Item | readonly Item[] | null | undefined): readonly Item[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value as Item]

const EVENT = sql.ref('event.event')

const eventNameWhere = (dialect: Dialect, names: EventFilter['event']): Optional =>
  given(names, ({ prefix, exclude_prefix: excludePrefix, name, exclude_name: excludeName }) =>
    allOf([
      notEmpty(prefix, (prefixes) => prefixed(EVENT, prefixes)),
      notEmpty(excludePrefix, (prefixes) => sql`not ${prefixed(EVENT, prefixes)}`),
      notEmpty(name, (wanted) => dialect.among('event.event', wanted)),
      notEmpty(excludeName, (unwanted) => sql`not (${dialect.among('event.event', unwanted)})`),
    ]),
  )

const resourceWhere = (dialect: Dialect, resource: EventFilter['resource']): Optional =>
  given(resource, ({ id, id_prefix: idPrefix, labels }) =>
    combine('and_', [
      notEmpty(id, (ids) => mainResourceWhere(dialect, ids)),
      notEmpty(idPrefix, (prefixes) => prefixed(sql.ref('event.resource_id'), prefixes)),
      given(labels, (wanted) => labelsWhere(dialect, sql.ref('event.resource'), wanted)),
    ]),
  )
