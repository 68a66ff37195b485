import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { EventFilterInput, ReceivedEvent } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import type { EventsSearch } from './search.ts'
import { partsOf, timesOf } from './spans.ts'

const DAY = 86_400_000

/** The events that the address asks for, up to now: a moving "now" is no part of a question's key. */
export function filterOf(search: EventsSearch): EventFilterInput {
  const { event, resource, text } = search
  return {
    occurred: timesOf(search, Date.now()),
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

/** How many events there are in each part of the time. */
export const countsQuery = (search: EventsSearch) => {
  const { unit, interval } = partsOf(search)
  return queryOptions({
    queryKey: ['events', 'counts', search],
    queryFn: ({ signal }) =>
      api.events.countBy({
        params: { countable: 'time' },
        body: { filter: filterOf(search), time_unit: unit, time_interval: interval },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

/** The names of the events of a time, with how many there are of each, most first. */
export const namesQuery = ({ event: _event, text: _text, ...search }: EventsSearch) =>
  queryOptions({
    queryKey: ['events', 'names', search],
    queryFn: ({ signal }) =>
      api.events.countBy({
        params: { countable: 'event' },
        body: { filter: filterOf(search) },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

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
