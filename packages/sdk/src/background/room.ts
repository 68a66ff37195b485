/** Room for so much work at once. */
export interface Room {
  /** Resolves when there is room, or the signal aborts. */
  wait(signal: AbortSignal): Promise<void>
  /** Takes a place until `work` is over. */
  fill(work: Promise<unknown>): void
  /** Resolves when nothing is left. */
  empty(): Promise<void>
}

/** Makes room for `limit` pieces of work. */
export function createRoom(limit: number): Room {
  const inside = new Set<Promise<unknown>>()
  return {
    async wait(signal) {
      const aborted = Promise.withResolvers<void>()
      const onAbort = (): void => aborted.resolve()
      signal.addEventListener('abort', onAbort, { once: true })
      while (inside.size >= limit && !signal.aborted) await Promise.race([...inside, aborted.promise])
      signal.removeEventListener('abort', onAbort)
    },
    fill(work) {
      const over = work.finally(() => inside.delete(over))
      inside.add(over)
    },
    async empty() {
      while (inside.size > 0) await Promise.allSettled(inside)
    },
  }
}
