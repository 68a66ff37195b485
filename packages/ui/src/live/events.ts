import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { socketUrl } from './address.ts'
import { openStream, type Stream, type StreamStatus } from './stream.ts'
import { type EventWish, filterOf, isWished, type LiveEvent } from './wishes.ts'

interface Listener {
  readonly wish: EventWish
  readonly onEvents: (events: readonly LiveEvent[]) => void
  readonly onGap: () => void
}

const listeners = new Set<Listener>()
const overhearers = new Set<() => void>()
const watchers = new Set<() => void>()
let status: StreamStatus = 'idle'
let stream: Stream | undefined
let asking = false

/** The one socket of the tab that brings events. */
function theStream(): Stream {
  stream ??= openStream<LiveEvent>({
    url: socketUrl('events/out'),
    read: (frame) => (frame['type'] === 'event' ? (frame['event'] as LiveEvent) : undefined),
    onItems: (events) => {
      for (const hear of overhearers) hear()
      for (const { wish, onEvents } of listeners) {
        const wanted = events.filter((event) => isWished(wish, event))
        if (wanted.length > 0) onEvents(wanted)
      }
    },
    onStatus: (next) => {
      status = next
      for (const watcher of watchers) watcher()
    },
    onGap: () => {
      for (const hear of overhearers) hear()
      for (const { onGap } of listeners) onGap()
    },
  })
  return stream
}

/** Asks once for all that a change of page changes. */
function ask(): void {
  if (asking) return
  asking = true
  setTimeout(() => {
    asking = false
    theStream().wish(filterOf([...listeners].map(({ wish }) => wish)))
  }, 0)
}

/**
 * Calls `onEvents` with the events that fit a wish as they happen, once a frame of the screen at most, and `onGap` when some may have been
 * missed, so that what is on screen is to be asked for anew. All pages of a tab share one socket.
 */
export function useLiveEvents(
  wish: EventWish | undefined,
  { onEvents, onGap }: { readonly onEvents: (events: readonly LiveEvent[]) => void; readonly onGap: () => void },
): void {
  const tell = useEffectEvent(onEvents)
  const tellGap = useEffectEvent(onGap)
  const key = wish === undefined ? undefined : JSON.stringify(wish)
  useEffect(() => {
    if (key === undefined) return undefined
    const listener: Listener = { wish: JSON.parse(key) as EventWish, onEvents: (events) => tell(events), onGap: () => tellGap() }
    listeners.add(listener)
    ask()
    return () => {
      listeners.delete(listener)
      ask()
    }
  }, [key])
}

/** Calls `onSomething` whenever there came events that others asked for: asks for none itself. */
export function useOverheard(onSomething: () => void): void {
  const tell = useEffectEvent(onSomething)
  useEffect(() => {
    const hear = (): void => tell()
    overhearers.add(hear)
    return () => void overhearers.delete(hear)
  }, [])
}

/** How the socket of events stands. */
export const useLiveStatus = (): StreamStatus =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => status,
  )

/** Milliseconds between two calls where events do not come, as `refetchInterval`; false while they do. */
export const usePolling = (): number | false => (useLiveStatus() === 'waiting' ? POLLING : false)

const POLLING = 30_000
