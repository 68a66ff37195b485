/** The subject of notices of background tasks, of whatever task. */
export const BACKGROUND_TASKS = 'background-tasks'

/** The subject of the notice that a flow run is to be cancelled. */
export const cancellationOf = (flowRunId: string): string => `cancellation:${flowRunId}`

/**
 * Wakes whoever waits for work: for runs of a queue or of a deployment, by its id, for background tasks, or to cancel a run. A hint only: who is woken
 * looks into the database.
 */
export interface WorkSignal {
  /** There may be something to do for whoever waits for this. */
  notify(subject: string): void
  /** Resolves at the next notice of one of `subjects`, after `milliseconds`, or when `signal` aborts. */
  wait(subjects: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void>
}

/** A signal within this process. */
export function createWorkSignal(): WorkSignal {
  const waiting = new Map<string, Set<() => void>>()
  return {
    notify(subject) {
      for (const wake of waiting.get(subject) ?? []) wake()
    },
    wait: (subjects, milliseconds, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          for (const subject of subjects) {
            const wakers = waiting.get(subject)
            wakers?.delete(wake)
            if (wakers?.size === 0) waiting.delete(subject)
          }
          resolve()
        }
        const timer = setTimeout(wake, milliseconds)
        if (signal.aborted) return wake()
        signal.addEventListener('abort', wake, { once: true })
        for (const subject of subjects) {
          const wakers = waiting.get(subject) ?? new Set()
          waiting.set(subject, wakers.add(wake))
        }
      }),
  }
}
