type Kind = 'palette' | 'shortcuts'

const listeners = new Set<(kind: Kind) => void>()

/** Opens the palette, or the list of shortcuts, for a button. */
export function ask(kind: Kind): void {
  for (const listener of listeners) listener(kind)
}

/** Calls back when a button asks; answers how to end that. */
export function onAsked(listener: (kind: Kind) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
