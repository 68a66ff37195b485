import type { Log, LogFilterInput } from '@millrace/protocol'
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useLinger } from '../../live/linger.ts'
import { useLiveLogs } from '../../live/logs.ts'
import { appended, type LogTail } from './log-tail.ts'
import { PAGE } from './bodies.ts'
import { logPageQuery, logSummaryQuery } from './queries.ts'

export interface LogLines {
  readonly isPending: boolean
  readonly error: unknown
  readonly total: number
  readonly isExact: boolean
  readonly levels: { readonly debug: number; readonly info: number; readonly warning: number; readonly error: number } | undefined
  /** The line with this number from 0; undefined while it is asked for. */
  readonly lineAt: (index: number) => Log | undefined
  readonly retry: () => void
}

/**
 * The lines of a log of any length, of which those in sight are asked for; while it is live, lines that are written are added at the end
 * (`fits` says which of the run's, as the server's filter would).
 */
export function useLogLines(
  filter: LogFilterInput,
  inSight: { readonly first: number; readonly last: number },
  live: { readonly isLive: boolean; readonly filter: object; readonly fits: (line: Log) => boolean },
): LogLines {
  const cache = useQueryClient()
  const key = JSON.stringify(filter)
  const summary = useQuery(logSummaryQuery(filter))
  const [tail, setTail] = useState<LogTail>()
  const added = tail?.key === key ? tail.lines : NONE
  const counted = tail?.key === key ? tail.after : (summary.data?.total ?? 0)
  const { first, last } = inSight
  const pages = useMemo(() => pagesOf({ first, last }, counted), [first, last, counted])
  const { lines, pending, error, read } = useQueries({
    queries: pages.map((page) => ({
      ...logPageQuery(filter, page, isGrown(tail, key, page)),
      staleTime: Infinity,
      // The first comes with the number of lines.
      enabled: page > 0 || summary.data !== undefined,
    })),
    combine: (results) => ({
      lines: new Map(results.map(({ data }, index) => [pages[index] ?? 0, data])),
      pending: results.some(({ isPending }) => isPending),
      error: results.find((result) => result.error !== null)?.error ?? null,
      read: results.reduce((most, { data }, index) => Math.max(most, (pages[index] ?? 0) * PAGE + (data?.length ?? 0)), 0),
    }),
  })
  const askAnew = (): void => {
    setTail(undefined)
    void cache.invalidateQueries({ queryKey: ['logs', filter] })
  }
  const listens = useLinger(live.isLive, askAnew)
  useLiveLogs(listens ? live.filter : undefined, {
    onLogs: (logs) => {
      const fresh = logs.filter((line) => live.fits(line))
      if (fresh.length === 0 || summary.data === undefined) return
      setTail((old) => {
        const after = Math.max(counted, read)
        const before = old?.key === key ? old : { key, lines: NONE, after, began: after }
        return appended(before, fresh, lines.get(Math.floor(Math.max(0, before.after - 1) / PAGE)) ?? [])
      })
    },
    onGap: askAnew,
  })
  // A server that does not count is asked page by page: there is one more as long as the last one was full.
  const known = summary.data === null && tail?.key !== key ? read : counted
  return {
    isPending: summary.isPending || (pending && lines.size === 1 && lines.get(0) === undefined && known === 0),
    error: summary.error ?? error,
    total: known + added.length,
    isExact: summary.data === null ? read % PAGE !== 0 : (summary.data?.total_is_exact ?? true),
    levels: summary.data?.levels,
    lineAt: (index) => (index >= known ? added[index - known] : lines.get(Math.floor(index / PAGE))?.[index % PAGE]),
    retry: askAnew,
  }
}

const NONE: readonly Log[] = []

/** Whether a page was not full when lines began to come by the socket, and now all of it is the server's. */
const isGrown = (tail: LogTail | undefined, key: string, page: number): boolean =>
  tail?.key === key && tail.after > tail.began && page === Math.floor(tail.began / PAGE)

/** The pages that hold what is in sight; the first one before it is known how many there are. */
function pagesOf({ first, last }: { readonly first: number; readonly last: number }, counted: number): number[] {
  const [from, until] = [Math.floor(first / PAGE), Math.floor(Math.max(first, Math.min(last, Math.max(0, counted - 1))) / PAGE)]
  if (counted > 0 && first >= counted) return [Math.floor((counted - 1) / PAGE)]
  return Array.from({ length: until - from + 1 }, (_, index) => from + index)
}
