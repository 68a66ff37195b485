import type { Found } from '@millrace/protocol'

const KEY = 'millrace.recent'
const MOST = 6

/** An object that was opened from the palette. */
export type Recent = Pick<Found, 'kind' | 'id' | 'name' | 'of'>

/** What was opened last from the palette, the newest first. */
export function recentObjects(): readonly Recent[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored)
      ? (stored as readonly Recent[]).filter(({ id, name }) => typeof id === 'string' && typeof name === 'string')
      : []
  } catch {
    return []
  }
}

/** Remembers an object as the newest. */
export function rememberObject({ kind, id, name, of }: Recent): void {
  const others = recentObjects().filter((each) => each.id !== id)
  localStorage.setItem(KEY, JSON.stringify([{ kind, id, name, of }, ...others].slice(0, MOST)))
}
