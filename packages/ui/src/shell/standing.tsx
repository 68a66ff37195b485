import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { useLiveStatus, useOverheard } from '../live/events.ts'
import type { StreamStatus } from '../live/stream.ts'
import { accessText } from '../messages/access.ts'
import { en } from '../messages/en.ts'
import { sideBarQuery } from './queries.ts'

/** Milliseconds between two looks at the counts, however much happens. */
const REST = 10_000

/** How much is to be done on pages, by their addresses, with the words for it. */
export function useCounts(): Readonly<Record<string, { readonly count: number; readonly words: string }>> {
  const cache = useQueryClient()
  const { data } = useQuery(sideBarQuery)
  const router = useRouter()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useOverheard(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void cache.invalidateQueries({ queryKey: sideBarQuery.queryKey })
    }, REST)
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  // Where nothing is heard of, going to another page is when one looks.
  useEffect(
    () => router.subscribe('onResolved', () => void cache.refetchQueries({ queryKey: sideBarQuery.queryKey, stale: true })),
    [cache, router],
  )
  const { failed, unserved_pools: pools = 0 } = data ?? {}
  return {
    ...(failed !== undefined && failed.count > 0 && { '/runs': { count: failed.count, words: en.failedRuns(failed.count, failed.more) } }),
    ...(pools > 0 && { '/work-pools': { count: pools, words: en.unservedPools(pools) } }),
  }
}

const DOTS = { live: 'bg-completed', waiting: 'bg-overdue', idle: 'bg-control' } as const

/** Whether the page hears of what happens, and which server it shows. */
export function Standing({ folded }: { readonly folded: boolean }): ReactElement {
  const { data } = useQuery(sideBarQuery)
  const status = useSettledStatus()
  const user = data?.session?.user
  const version =
    data === undefined
      ? ' '
      : data.version === undefined
        ? en.apiVersion(data.api_version)
        : en.serverVersion(data.version, data.api_version)
  return (
    <div className={`flex text-xs text-muted ${folded ? 'justify-center' : 'flex-col gap-0.5'}`}>
      <span className="flex items-center gap-2" title={en.live.words[status]}>
        <span aria-hidden className={`size-2 rounded-full forced-colors:bg-[CanvasText] ${DOTS[status]}`} />
        <span aria-live="polite" className={folded ? 'sr-only' : undefined}>
          {en.live[status]}
        </span>
      </span>
      {!folded && <span>{version}</span>}
      {!folded && user !== undefined && user !== null && (
        <Link to="/settings/account" className="flex max-w-44 gap-1 text-muted underline underline-offset-2">
          <span className="truncate">{user.name}</span>· {accessText.roles[user.role]}
        </Link>
      )}
    </div>
  )
}

/** As it was until a socket that is being opened turned out to open or not: every page opens one of its own. */
function useSettledStatus(): Exclude<StreamStatus, 'opening'> {
  const status = useLiveStatus()
  const [settled, setSettled] = useState<Exclude<StreamStatus, 'opening'>>('idle')
  if (status !== 'opening' && status !== settled) setSettled(status)
  return settled
}
