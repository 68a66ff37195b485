import type { Log, LogFilterInput, LogSummary } from '@millrace/protocol'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'

/** Lines that one call answers. */
export const PAGE = 200

/** How many lines there are; null where the server does not count them. */
export const logSummaryQuery = (logs: LogFilterInput) =>
  queryOptions({
    queryKey: ['logs', logs, 'summary'],
    queryFn: async ({ signal }): Promise<LogSummary | null> => {
      try {
        return await api.views.logSummary({ body: { logs }, signal })
      } catch (error) {
        if (error instanceof CallRefused && error.status === 404) return null
        throw error
      }
    },
  })

/** One page of the lines, oldest first; pages count from 0. */
export const logPageQuery = (logs: LogFilterInput, page: number) =>
  queryOptions({
    queryKey: ['logs', logs, 'page', page],
    queryFn: ({ signal }): Promise<Log[]> =>
      api.logs.filter({ body: { logs, sort: 'TIMESTAMP_ASC', limit: PAGE, offset: page * PAGE }, signal }),
  })

/** A line and how many of the filter's come before it; null for one that is none of them. */
export const logPlaceQuery = (logs: LogFilterInput, id: string | undefined) =>
  queryOptions({
    queryKey: ['logs', logs, 'place', id],
    enabled: id !== undefined,
    queryFn: async ({ signal }) => {
      try {
        return await api.views.logPlace({ body: { id: id ?? '', logs }, signal })
      } catch (error) {
        if (error instanceof CallRefused && error.status === 404) return null
        throw error
      }
    },
  })
