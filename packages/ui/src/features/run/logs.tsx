import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { en } from '../../messages/en.ts'
import { useZone } from '../../time/zone.ts'
import { levelOf } from './levels.ts'
import { logsQuery } from './queries.ts'

/** The log of a run, oldest line first. */
export function Logs({ runId, live }: { readonly runId: string; readonly live: boolean }): ReactElement {
  const logs = useInfiniteQuery(logsQuery(runId, live))
  const timeZone = useZone()
  if (logs.isPending) return <Skeleton rows={12} />
  if (logs.data === undefined) return <Problem error={logs.error} onRetry={() => void logs.refetch()} />
  const lines = logs.data.pages.flat()
  if (lines.length === 0) return <Empty>{en.run.noLogs}</Empty>
  const format = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone })
  return (
    <section tabIndex={0} aria-label={en.run.tabs.logs} className="overflow-x-auto rounded-panel border border-line py-1 font-mono text-xs">
      <ol>
        {lines.map(({ id, timestamp, level, message }, index) => {
          const { word, colour } = levelOf(level)
          return (
            <li key={id} className="flex min-h-5 gap-3 px-3 hover:bg-sunken">
              <span aria-hidden className="w-10 shrink-0 text-right text-muted select-none">
                {index + 1}
              </span>
              <time dateTime={timestamp} className="shrink-0 text-muted">
                {format.format(Date.parse(timestamp))}
              </time>
              <span className="w-16 shrink-0" style={{ color: `var(${colour})` }}>
                {word}
              </span>
              <span className="break-words whitespace-pre-wrap">{message}</span>
            </li>
          )
        })}
      </ol>
      {logs.hasNextPage && (
        <Button className="m-2" onClick={() => void logs.fetchNextPage()} disabled={logs.isFetchingNextPage}>
          {en.runs.next}
        </Button>
      )}
    </section>
  )
}
