import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { ServerGone } from '../api/errors.ts'

/** Milliseconds between two looks whether the server is back. */
const LOOKS = 5000

let gone: number | undefined
const listeners = new Set<() => void>()

function set(since: number | undefined): void {
  if (gone === since) return
  gone = since
  for (const listener of listeners) listener()
}

/**
 * Notes from every call whether the server answers. While it does not, and when the browser says that its network changed, `look` makes a
 * call; what failed meanwhile is asked for again once it is back.
 */
export function watchConnection(client: QueryClient, look: () => void): void {
  const heard = (answered: boolean): void => {
    const wasGone = gone !== undefined
    set(answered ? undefined : (gone ?? Date.now()))
    if (answered && wasGone) void client.refetchQueries({ predicate: ({ state }) => state.error instanceof ServerGone })
  }
  client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return
    const { action } = event
    if (action.type === 'failed' || action.type === 'error') heard(!(action.error instanceof ServerGone))
    else if (action.type === 'success' && action.manual !== true) heard(true)
  })
  client.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') heard(!(event.action.error instanceof ServerGone))
  })
  window.addEventListener('offline', look)
  window.addEventListener('online', look)
  setInterval(() => gone !== undefined && !document.hidden && look(), LOOKS)
}

/** Since when the server does not answer; undefined while it does. */
export const useGoneSince = (): number | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => gone,
  )
