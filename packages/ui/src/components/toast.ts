import { useSyncExternalStore } from 'react'

interface ToastOptions {
  readonly description?: string
  /** Milliseconds for which it stays. */
  readonly duration?: number
  readonly action?: { readonly label: string; readonly onClick: () => void }
}

const listeners = new Set<() => void>()
let isWanted = false

/** True from the first notice on: only then the place where notices appear is loaded. */
export const useToasts = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => isWanted,
  )

const show =
  (kind: 'message' | 'success' | 'error') =>
  (words: string, options?: ToastOptions): void =>
    void load().then((shown) => shown?.[kind](words, options))

/** Undefined where it cannot be loaded, for want of a connection: a bar over the page says so then. */
async function load() {
  const sonner = await import('sonner').catch(() => undefined)
  if (sonner === undefined) return undefined
  isWanted = true
  for (const listener of listeners) listener()
  return sonner.toast
}

/** Tells what was done, or why it was not, at the edge of the screen. */
export const toast = Object.assign(show('message'), { success: show('success'), error: show('error') })
