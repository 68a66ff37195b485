import { useSyncExternalStore } from 'react'
import { serverNow } from './server-clock.ts'

let now = serverNow()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/** Milliseconds since 1970 on the server's clock, renewed every second by one clock for the whole page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** What a time on the server's clock comes to, which is shown anew when it changes, and not with every second. */
export const useNowAs = <Shown extends string | number | boolean>(shown: (now: number) => Shown): Shown =>
  useSyncExternalStore(subscribe, () => shown(now))

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  now = serverNow()
  for (const listener of listeners) listener()
}
