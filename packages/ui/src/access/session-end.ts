import { useSyncExternalStore } from 'react'

let ended = false
const listeners = new Set<() => void>()

/** Calls back when the session has ended, or begun again; answers how to end that. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const hasSessionEnded = (): boolean => ended

/** Says that who was signed in here no longer is, or is again. */
export function noteSession(next: 'ended' | 'begun'): void {
  ended = next === 'ended'
  for (const listener of listeners) listener()
}

/** Whether who was signed in in this tab no longer is: what it shows stays until they sign in again. */
export const useSessionEnded = (): boolean => useSyncExternalStore(onSession, hasSessionEnded)
