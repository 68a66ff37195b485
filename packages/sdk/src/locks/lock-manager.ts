/** How a lock is asked for. */
export interface AcquireOptions {
  /** How long to wait for it, in seconds (default: as long as it takes; 0: not at all). */
  readonly timeoutSeconds?: number | undefined
  /** How long it is held at most, in seconds (default: until it is released, or its holder's process is gone). */
  readonly holdSeconds?: number | undefined
  /** Ends the wait: the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** How the freeing of a lock is waited for. */
export type WaitOptions = Pick<AcquireOptions, 'timeoutSeconds' | 'signal'>

/**
 * Locks by key, each held by one holder at a time: what makes transactions of the isolation level `SERIALIZABLE` exclude
 * each other. Holders are texts that are unique in the world.
 */
export interface LockManager {
  /** Shown to people, as in `/home/me/.millrace/locks`. */
  readonly address: string
  /** True once the holder has the lock; false when the time is up first. A holder that has it already gets it again. */
  acquire(key: string, holder: string, options?: AcquireOptions): Promise<boolean>
  /** Frees the lock. @throws LockNotHeld when it is not this holder's (any more). */
  release(key: string, holder: string): Promise<void>
  isLocked(key: string): Promise<boolean>
  isHolder(key: string, holder: string): Promise<boolean>
  /** True once nobody holds the lock; false when the time is up first. */
  waitFor(key: string, options?: WaitOptions): Promise<boolean>
}
