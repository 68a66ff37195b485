import type { ReceivedEvent } from '@millrace/protocol'

/** Hands events that are committed to whoever listens in this process. */
export interface EventBus {
  publish(events: readonly ReceivedEvent[]): void
  /** Calls `listener` for every batch until the returned function is called. */
  subscribe(listener: (events: readonly ReceivedEvent[]) => void): () => void
}

/** A bus within this process. A listener that throws does not keep others from hearing. */
export function createEventBus(onError: (error: unknown) => void): EventBus {
  const listeners = new Set<(events: readonly ReceivedEvent[]) => void>()
  return {
    publish(events) {
      for (const listener of listeners) {
        try {
          listener(events)
        } catch (error) {
          onError(error)
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
