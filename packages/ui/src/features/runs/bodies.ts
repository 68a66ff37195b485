import { serverNow } from '../../time/server-clock.ts'
import { isRelative, type RunKind, type RunsSearch, SORTS, spanOf } from './search.ts'

/** Rows that are asked for at once: more than the tallest screens show, so that the second page is asked for when one scrolls. */
export const PAGE = 100

/** Part of the time that is looked back on after which the beginning is counted anew: a moving now is never part of a key. */
const STEP = 60_000

/** Bars of the chart above the list. */
const BARS = 48
const DAY = 24 * 3_600_000

interface RowsBody<Kind extends RunKind> {
  readonly sort: (typeof SORTS)[Kind][number]
  readonly limit: number
  readonly cursor: string | null
}

interface HistoryBody {
  readonly history_start: string
  readonly history_end: string
  readonly history_interval_seconds: number
}

/** What of an address filters runs of a kind, as the API reads it. */
export const filtersOf = (kind: RunKind, search: RunsSearch): object => ({ [`${kind}_runs`]: criteriaOf(search), ...flowsOf(search) })

export const sortOf = <Kind extends RunKind>(kind: Kind, { sort }: RunsSearch): (typeof SORTS)[Kind][number] => {
  const sorts: readonly (typeof SORTS)[Kind][number][] = SORTS[kind]
  return sorts.find((each) => each === sort) ?? SORTS[kind][0]
}

/** What asks for a page of rows. */
export const rowsBody = <Kind extends RunKind>(kind: Kind, search: RunsSearch, cursor: string | null): RowsBody<Kind> => ({
  ...filtersOf(kind, search),
  sort: sortOf(kind, search),
  limit: PAGE,
  cursor,
})

/** What asks how many runs there were in each part of the time, by state; of the last day where no time is chosen. */
export function historyBody(kind: RunKind, search: RunsSearch): HistoryBody {
  const { expected_start_time: _, ...criteria } = criteriaOf(search) as Record<string, unknown>
  const { from, until } = barsOf(search)
  return {
    history_start: new Date(from).toISOString(),
    history_end: new Date(until).toISOString(),
    history_interval_seconds: Math.max(1, (until - from) / BARS / 1000),
    ...flowsOf(search),
    [`${kind}_runs`]: criteria,
  }
}

function criteriaOf(search: RunsSearch): object {
  const { state, name, tag, since } = search
  const now = isRelative(since) ? Math.floor(serverNow() / STEP) * STEP : serverNow()
  const { from, until } = spanOf(search, now)
  return {
    ...(state === undefined ? {} : { state: state === 'LATE' ? { name: { any_: ['Late'] } } : { type: { any_: [state] } } }),
    ...(name === undefined ? {} : { name: { like_: name } }),
    ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
    ...(from === undefined && until === undefined
      ? {}
      : {
          expected_start_time: {
            ...(from === undefined ? {} : { after_: new Date(from).toISOString() }),
            ...(until === undefined ? {} : { before_: new Date(until).toISOString() }),
          },
        }),
  }
}

const flowsOf = ({ flow }: RunsSearch): object => (flow === undefined ? {} : { flows: { name: { like_: flow } } })

/** From and until when the chart goes, in milliseconds since 1970: where it ends now, at the end of a bar, so that bars keep their places. */
function barsOf(search: RunsSearch): { readonly from: number; readonly until: number } {
  const now = serverNow()
  const span = spanOf(search, now)
  const length = (span.until ?? now) - (span.from ?? (span.until ?? now) - DAY)
  const step = Math.max(1000, length / BARS)
  const until = span.until ?? Math.ceil(now / step) * step
  return { from: isRelative(search.since) || span.from === undefined ? until - step * BARS : span.from, until }
}
