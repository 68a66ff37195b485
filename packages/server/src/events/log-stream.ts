import type { Log } from '@millrace/protocol'

/** Hands log lines that are committed to whoever follows them in this process. */
export interface LogStream {
  publish(logs: readonly Log[]): void
  /** Calls `listener` for every batch until the returned function is called. */
  subscribe(listener: (logs: readonly Log[]) => void): () => void
  /** True while somebody listens; what nobody hears need not be made. */
  readonly isHeard: boolean
}

/** A stream within this process. */
export function createLogStream(): LogStream {
  const listeners = new Set<(logs: readonly Log[]) => void>()
  return {
    get isHeard() {
      return listeners.size > 0
    },
    publish(logs) {
      for (const listener of listeners) listener(logs)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
