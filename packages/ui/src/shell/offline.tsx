import { type QueryCache, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useEffect, useRef, useSyncExternalStore } from 'react'
import { ServerGone } from '../api/errors.ts'
import { useLiveStatus } from '../live/events.ts'
import { en } from '../messages/en.ts'
import { useZone } from '../time/zone.ts'
import { sideBarQuery } from './queries.ts'

/** When the server was first found gone; undefined while it answers. */
let gone: number | undefined

function goneSince(cache: QueryCache): number | undefined {
  const now = cache.getAll().some(({ state }) => state.error instanceof ServerGone || state.fetchFailureReason instanceof ServerGone)
  gone = now ? (gone ?? Date.now()) : undefined
  return gone
}

/** A bar over everything while the server does not answer; what was known stays in sight. */
export function Offline(): ReactElement | null {
  const client = useQueryClient()
  const cache = client.getQueryCache()
  const timeZone = useZone()
  // A socket that breaks is the first to tell: one call says whether the server is gone, and one when it opens again that it is back.
  const status = useLiveStatus()
  const before = useRef(status)
  useEffect(() => {
    const isBack = status === 'live' && before.current === 'waiting'
    before.current = status
    if (status === 'waiting' || isBack) void client.refetchQueries({ queryKey: sideBarQuery.queryKey })
  }, [client, status])
  const since = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => goneSince(cache),
  )
  if (since === undefined) return null
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone }).format(since)
  return <output className="block bg-failed px-4 py-1.5 text-center text-sm text-page">{en.offline(time)}</output>
}
