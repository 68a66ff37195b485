import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { EventFilterInput, ReceivedEvent, ReplyOf, serverViewRoutes } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { orNull } from '../../api/or-null.ts'
import { serverNow } from '../../time/server-clock.ts'
import type { EventsSearch } from './search.ts'
import { partsOf, timesOf } from './spans.ts'

const DAY = 86_400_000

type EventCounts = ReplyOf<typeof serverViewRoutes.eventCounts>

/** The events that the address asks for, up to now: a moving "now" is no part of a question's key. */
export function filterOf(search: EventsSearch): EventFilterInput {
  const { event, resource, text } = search
  return {
    occurred: timesOf(search, serverNow()),
    ...(event === undefined ? {} : { event: { name: [event] } }),
    ...(resource === undefined ? {} : { any_resource: { id: [resource] } }),
    ...(text === undefined ? {} : { text: { query: text } }),
  }
}

/** Pages of events, newest first. */
export const eventsQuery = (search: EventsSearch) =>
  infiniteQueryOptions({
    queryKey: ['events', search],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      pageParam === ''
        ? api.events.filter({ body: { filter: filterOf(search) }, signal })
        : api.events.filterNext({ query: { 'page-token': pageParam }, signal }),
    getNextPageParam: ({ next_page: next }) => (next === null ? undefined : (new URL(next).searchParams.get('page-token') ?? undefined)),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    refetchOnWindowFocus: false,
  })

/** How many events there are in each part of the time, and the names of those of any name with how many there are of each, most first. */
export const countsQuery = (search: EventsSearch) => {
  const { unit: time_unit, interval: time_interval } = partsOf(search)
  return queryOptions({
    queryKey: ['events', 'counts', search],
    queryFn: async ({ signal }): Promise<EventCounts> => {
      const body = { filter: filterOf(search), time_unit, time_interval }
      const counts = await orNull(api.serverViews.eventCounts({ body, signal }))
      if (counts !== null) return counts
      const { event: _event, text: _text, ...anyName } = search
      const [times, names] = await Promise.all([
        api.events.countBy({ params: { countable: 'time' }, body, signal }),
        api.events.countBy({ params: { countable: 'event' }, body: { filter: filterOf(anyName) }, signal }),
      ])
      return { times, names }
    },
    placeholderData: keepPreviousData,
  })
}

/** One event, of a day; null where there is none. */
export const eventQuery = (date: string, id: string) =>
  queryOptions({
    queryKey: ['event', id],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<ReceivedEvent | null> => {
      const day = Date.parse(date)
      const occurred = Number.isNaN(day)
        ? {}
        : { occurred: { since: new Date(day - DAY).toISOString(), until: new Date(day + 2 * DAY).toISOString() } }
      const { events } = await api.events.filter({ body: { filter: { id: { id: [id] }, ...occurred }, limit: 1 }, signal })
      return events[0] ?? null
    },
  })
