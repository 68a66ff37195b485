import type { Log, LogFilterInput, LogMarks, LogSummary } from '@millrace/protocol'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { orNull } from '../../api/or-null.ts'

/** Lines that one call answers. */
export const PAGE = 200

/** How many lines there are; null where the server does not count them. */
export const logSummaryQuery = (logs: LogFilterInput) =>
  queryOptions({
    queryKey: ['logs', logs, 'summary'],
    queryFn: ({ signal }): Promise<LogSummary | null> => orNull(api.views.logSummary({ body: { logs }, signal })),
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

/** In which parts of the filter's lines are some that are marked; null where the server does not say. `grown` changes as lines are added. */
export const logMarksQuery = (logs: LogFilterInput, marked: LogFilterInput, grown: number) =>
  queryOptions({
    queryKey: ['logs', logs, 'marks', marked, grown],
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }): Promise<LogMarks | null> => orNull(api.views.logMarks({ body: { logs, marked }, signal })),
  })
