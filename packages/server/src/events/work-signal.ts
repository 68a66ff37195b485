/** Wakes whoever waits for runs of a work queue; a hint only: who is woken looks into the database. */
export interface WorkSignal {
  /** A run may have become due in this queue. */
  notify(workQueueId: string): void
  /** Resolves at the next notice for one of `workQueueIds`, after `milliseconds`, or when `signal` aborts. */
  wait(workQueueIds: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void>
}

/** A signal within this process. */
export function createWorkSignal(): WorkSignal {
  const waiting = new Map<string, Set<() => void>>()
  return {
    notify(workQueueId) {
      for (const wake of waiting.get(workQueueId) ?? []) wake()
    },
    wait: (workQueueIds, milliseconds, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          for (const id of workQueueIds) {
            const wakers = waiting.get(id)
            wakers?.delete(wake)
            if (wakers?.size === 0) waiting.delete(id)
          }
          resolve()
        }
        const timer = setTimeout(wake, milliseconds)
        if (signal.aborted) return wake()
        signal.addEventListener('abort', wake, { once: true })
        for (const id of workQueueIds) {
          const wakers = waiting.get(id) ?? new Set()
          waiting.set(id, wakers.add(wake))
        }
      }),
  }
}
