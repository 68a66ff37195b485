import { setTimeout as delay } from 'node:timers/promises'
import { StorageUnavailable } from '../errors.ts'
import { isBusy } from './errors.ts'

/** How long a lock of another process is waited for, in milliseconds. */
const PATIENCE = 60_000
const SHORTEST_WAIT = 1
const LONGEST_WAIT = 25

/**
 * Runs `attempt` until no other process holds the lock it needs, waiting a little longer each time, without blocking the event loop.
 * Gives up with `StorageUnavailable` after a minute.
 */
export async function patiently<Result>(attempt: () => Result): Promise<Result> {
  const start = performance.now()
  for (let wait = SHORTEST_WAIT; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() - start > PATIENCE) {
        throw new StorageUnavailable('another process has kept the database locked for a minute; see which one has the file open', {
          cause: error,
        })
      }
    }
    // Jitter, so that processes which started together do not ask together for ever.
    await delay(wait * (0.5 + Math.random()))
  }
}
