import { LockNotHeld } from './errors.ts'
import type { AcquireOptions, LockManager, WaitOptions } from './lock-manager.ts'

interface Held {
  readonly holder: string
  readonly freed: Promise<void>
  readonly free: () => void
}

/** Locks among the runs of this process. All that are made by it share the same locks, as in Prefect. */
export const memoryLocks = (): LockManager => ONLY

const ONLY = createMemoryLocks()

function createMemoryLocks(): LockManager {
  const locks = new Map<string, Held>()

  function take(key: string, holder: string, holdSeconds: number | undefined): void {
    const { promise: freed, resolve } = Promise.withResolvers<void>()
    const timer = holdSeconds === undefined ? undefined : setTimeout(() => held.free(), holdSeconds * 1000).unref()
    const held: Held = {
      holder,
      freed,
      free() {
        clearTimeout(timer)
        if (locks.get(key) === held) locks.delete(key)
        resolve()
      },
    }
    locks.set(key, held)
  }

  /** Calls `isDone` now and whenever the lock comes free, until it answers true. */
  async function until(key: string, isDone: () => boolean, { timeoutSeconds, signal }: WaitOptions): Promise<boolean> {
    const time = timeUp(timeoutSeconds, signal)
    try {
      for (;;) {
        signal?.throwIfAborted()
        if (isDone()) return true
        if (timeoutSeconds === 0 || (await Promise.race([locks.get(key)?.freed, time.up])) === TIME_UP) return false
      }
    } finally {
      time.stop()
    }
  }

  return {
    address: 'this process',
    acquire(key, holder, options: AcquireOptions = {}) {
      const isMine = (): boolean => {
        if (!locks.has(key)) take(key, holder, options.holdSeconds)
        return locks.get(key)?.holder === holder
      }
      return until(key, isMine, options)
    },
    async release(key, holder) {
      const held = locks.get(key)
      if (held?.holder !== holder) throw new LockNotHeld(key, holder)
      held.free()
    },
    isLocked: async (key) => locks.has(key),
    isHolder: async (key, holder) => locks.get(key)?.holder === holder,
    waitFor: (key, options = {}) => until(key, () => !locks.has(key), options),
  }
}

const TIME_UP = Symbol('the time is up')

/** Resolves when the time is up, rejects when the signal aborts. */
function timeUp(seconds: number | undefined, signal: AbortSignal | undefined): { up: Promise<typeof TIME_UP>; stop: () => void } {
  const { promise: up, resolve, reject } = Promise.withResolvers<typeof TIME_UP>()
  const timer = seconds === undefined ? undefined : setTimeout(() => resolve(TIME_UP), seconds * 1000)
  const onAbort = (): void => reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  // Nobody may be listening any more when it aborts.
  up.catch(() => undefined)
  return {
    up,
    stop() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    },
  }
}
