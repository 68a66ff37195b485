import { useSyncExternalStore } from 'react'

const KEY = 'millrace.folded'
const listeners = new Set<() => void>()

/** Whether the side bar shows its icons alone, as this browser remembers. */
export const useFolded = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => localStorage.getItem(KEY) === 'true',
  )

export function fold(folded: boolean): void {
  localStorage.setItem(KEY, String(folded))
  for (const listener of listeners) listener()
}
