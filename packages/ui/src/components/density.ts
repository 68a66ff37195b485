import { useSyncExternalStore } from 'react'

export const DENSITIES = ['compact', 'comfortable'] as const
export type Density = (typeof DENSITIES)[number]

const KEY = 'millrace.density'
const listeners = new Set<() => void>()

const chosen = (): Density => (localStorage.getItem(KEY) === 'comfortable' ? 'comfortable' : 'compact')

/** Gives the rows of tables the height that this browser remembers. */
export function startDensity(): void {
  document.documentElement.dataset['density'] = chosen()
}

export function chooseDensity(density: Density): void {
  localStorage.setItem(KEY, density)
  startDensity()
  for (const listener of listeners) listener()
}

/** How high rows are. */
export const useDensity = (): Density =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, chosen)
