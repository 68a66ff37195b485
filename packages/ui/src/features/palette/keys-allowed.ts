import { useSyncExternalStore } from 'react'

const KEY = 'millrace.keys'
const listeners = new Set<() => void>()

/** Whether single keys do something (WCAG 2.1.4: they can be switched off). */
export const keysAllowed = (): boolean => localStorage.getItem(KEY) !== 'off'

/** Lets single keys do something from now on, or not. */
export function allowKeys(allowed: boolean): void {
  localStorage.setItem(KEY, allowed ? 'on' : 'off')
  for (const listener of listeners) listener()
}

export const useKeysAllowed = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, keysAllowed)
