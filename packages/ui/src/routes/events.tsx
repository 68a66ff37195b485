import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { EventCount } from '@millrace/protocol'
import { type ReactElement, useState } from 'react'
import { StackedBars } from '../charts/stacked-bars.tsx'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { FreshPill } from '../components/fresh-pill.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { countBars } from '../features/events/count-bars.ts'
import { EventFilters } from '../features/events/event-filters.tsx'
import { Feed } from '../features/events/feed.tsx'
import { countsQuery, eventsQuery } from '../features/events/queries.ts'
import { type EventsSearch, eventsSearch } from '../features/events/search.ts'
import { partsOf } from '../features/events/spans.ts'
import { useLiveEvents } from '../live/events.ts'
import type { EventWish } from '../live/wishes.ts'
import { en } from '../messages/en.ts'
import { eventText as text } from '../messages/events.ts'
import { shortZone, useZone } from '../time/zone.ts'

const route = getRouteApi('/events')

/** What happened in the system? */
export function EventsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const zone = useZone()
  const events = useInfiniteQuery(eventsQuery(search))
  const counts = useQuery(countsQuery(search))
  const rows = events.data?.pages.flatMap((page) => page.events) ?? []
  const total = events.data?.pages[0]?.total ?? 0
  const filtered = search.event !== undefined || search.text !== undefined || search.resource !== undefined
  return (
    <Page title={en.pages.events} mark={events.data !== undefined && <span className="text-muted">{text.total(total)}</span>}>
      <EventFilters
        search={search}
        names={counts.data?.names ?? NO_COUNTS}
        onChange={(next) => void navigate({ search: next, replace: true })}
      />
      {counts.isError && <Problem error={counts.error} onRetry={() => void counts.refetch()} />}
      {counts.data !== undefined && (
        <div className="mb-4">
          <StackedBars
            caption={text.chart}
            zone={shortZone(zone)}
            height={72}
            bars={countBars(counts.data.times, zone, partsOf(search).reach > TWO_DAYS)}
            onChoose={(first, last) => {
              const [since, until] = [startOf(counts.data.times, first.key), endOf(counts.data.times, last.key)]
              if (since !== undefined && until !== undefined) void navigate({ search: eventsSearch({ ...search, since, until }) })
            }}
          />
        </div>
      )}
      <Fresh search={search} />
      {events.isPending && <Skeleton rows={14} />}
      {events.isError && <Problem error={events.error} onRetry={() => void events.refetch()} />}
      {events.data !== undefined &&
        (rows.length === 0 ? (
          <Empty>{filtered ? text.noMatch : text.none}</Empty>
        ) : (
          <Feed events={rows} stale={events.isPlaceholderData} />
        ))}
      {events.hasNextPage && (
        <div className="mt-3">
          <Button disabled={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      )}
    </Page>
  )
}

const TWO_DAYS = 2 * 86_400_000
const NO_COUNTS: readonly EventCount[] = []

const startOf = (counts: readonly EventCount[], key: string): string | undefined => counts.find(({ value }) => value === key)?.start_time
const endOf = (counts: readonly EventCount[], key: string): string | undefined => counts.find(({ value }) => value === key)?.end_time

const wishOf = ({ event = '', resource }: EventsSearch): EventWish => ({
  prefixes: [event],
  ...(resource === undefined ? {} : { resources: [resource] }),
})

/** How many events came since; a click shows them. What is being read does not move. */
function Fresh({ search }: { readonly search: EventsSearch }): ReactElement {
  const cache = useQueryClient()
  const [fresh, setFresh] = useState(0)
  useLiveEvents(wishOf(search), {
    onEvents: (events) => setFresh((known) => known + events.length),
    onGap: () => void cache.invalidateQueries({ queryKey: ['events'] }),
  })
  const show = async (): Promise<void> => {
    setFresh(0)
    await cache.invalidateQueries({ queryKey: ['events'] })
  }
  return <FreshPill words={fresh > 0 ? text.fresh(fresh) : undefined} onShow={() => void show()} />
}
