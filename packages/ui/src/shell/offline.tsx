import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useSyncExternalStore } from 'react'
import { ServerGone } from '../api/errors.ts'
import { en } from '../messages/en.ts'

/** A bar over everything while the server does not answer; what was known stays in sight. */
export function Offline(): ReactElement | null {
  const cache = useQueryClient().getQueryCache()
  const gone = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => cache.getAll().some(({ state }) => state.error instanceof ServerGone || state.fetchFailureReason instanceof ServerGone),
  )
  return gone ? <output className="block bg-failed px-4 py-1.5 text-center text-sm text-page">{en.offline}</output> : null
}
