import { useSyncExternalStore } from 'react'

/** How hours are counted. */
export const CLOCKS = ['24', '12'] as const
export type Clock = (typeof CLOCKS)[number]

const KEY = 'millrace.clock'
const listeners = new Set<() => void>()

let chosen: Clock = localStorage.getItem(KEY) === '12' ? '12' : '24'

/** The clock of this browser, for what writes times. */
export const clock = (): Clock => chosen

/** Counts hours to 12 or to 24 from now on. */
export function chooseClock(next: Clock): void {
  localStorage.setItem(KEY, next)
  chosen = next
  for (const listener of listeners) listener()
}

export const useClock = (): Clock =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, clock)
