import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useEffect, useRef } from 'react'
import { useGoneSince } from '../access/connection.ts'
import { useLiveStatus } from '../live/events.ts'
import { en } from '../messages/en.ts'
import { timeFormat } from '../time/formats.ts'
import { useZone } from '../time/zone.ts'
import { sideBarQuery } from './queries.ts'

/** A bar over everything while the server does not answer; what was known stays in sight. */
export function Offline(): ReactElement | null {
  const client = useQueryClient()
  const timeZone = useZone()
  // A socket that breaks is the first to tell: one call says whether the server is gone, and one when it opens again that it is back.
  const status = useLiveStatus()
  const before = useRef(status)
  useEffect(() => {
    const isBack = status === 'live' && before.current === 'waiting'
    before.current = status
    if (status === 'waiting' || isBack) void client.refetchQueries({ queryKey: sideBarQuery.queryKey })
  }, [client, status])
  const since = useGoneSince()
  if (since === undefined) return null
  return (
    <output className="block bg-failed px-4 py-1.5 text-center text-sm text-page">
      {en.offline(timeFormat({ timeStyle: 'medium', timeZone }).format(since))}
    </output>
  )
}
