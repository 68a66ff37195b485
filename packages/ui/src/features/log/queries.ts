import type { Log, LogFilterInput, LogMarks, LogSummary } from '@millrace/protocol'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { orNull } from '../../api/or-null.ts'
import { PAGE, summaryBody } from './bodies.ts'

/** How many lines there are. */
type LogCounts = Omit<LogSummary, 'lines'>

/** How many lines there are; null where the server does not count them. The first page of them comes with it. */
export const logSummaryQuery = (logs: LogFilterInput) =>
  queryOptions({
    queryKey: ['logs', logs, 'summary'],
    queryFn: async ({ client, signal }): Promise<LogCounts | null> => {
      const summary = await orNull(api.views.logSummary({ body: summaryBody(logs), signal }))
      if (summary === null) return null
      const { lines, ...counts } = summary
      client.setQueryData(logPageQuery(logs, 0).queryKey, lines)
      return counts
    },
  })

/** One page of the lines, oldest first; pages count from 0. One that was not full is another one when it has `grown`. */
export const logPageQuery = (logs: LogFilterInput, page: number, grown = false) =>
  queryOptions({
    queryKey: ['logs', logs, 'page', page, grown],
    queryFn: ({ signal }): Promise<Log[]> =>
      api.logs.filter({ body: { logs, sort: 'TIMESTAMP_ASC', limit: PAGE, offset: page * PAGE }, signal }),
  })

/** A line and how many of the filter's come before it; null for one that is none of them. */
export const logPlaceQuery = (logs: LogFilterInput, id: string | undefined) =>
  queryOptions({
    queryKey: ['logs', logs, 'place', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => orNull(api.views.logPlace({ body: { id: id ?? '', logs }, signal })),
  })

/** Lines before and after another one that are shown with it. */
const AROUND = 3

/** The line with a number from 0 between those before and after it. */
export const logAroundQuery = (logs: LogFilterInput, place: number | undefined) => {
  const offset = Math.max(0, (place ?? 0) - AROUND)
  return queryOptions({
    queryKey: ['logs', logs, 'around', place],
    enabled: place !== undefined,
    queryFn: ({ signal }): Promise<Log[]> =>
      api.logs.filter({ body: { logs, sort: 'TIMESTAMP_ASC', limit: (place ?? 0) - offset + AROUND + 1, offset }, signal }),
  })
}

/** In which parts of the filter's lines are some that are marked; null where the server does not say. `grown` changes as lines are added. */
export const logMarksQuery = (logs: LogFilterInput, marked: LogFilterInput, grown: number) =>
  queryOptions({
    queryKey: ['logs', logs, 'marks', marked, grown],
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }): Promise<LogMarks | null> => orNull(api.views.logMarks({ body: { logs, marked }, signal })),
  })
