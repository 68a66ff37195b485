import type { Timestamp } from '@millrace/protocol'
import { now } from '../clock.ts'
import { DefinitionError } from '../errors.ts'
import { LockNotHeld } from '../locks/errors.ts'
import type { LockManager } from '../locks/lock-manager.ts'
import {
  composeResult,
  type KeptResult,
  readResult,
  type ResultMetadata,
  type ResultStore,
  withdrawResult,
} from '../results/result-store.ts'

interface RecordOptions {
  readonly key: string
  readonly store: ResultStore
  readonly locks: LockManager | undefined
  /** As people see it: `task 'report'`. */
  readonly what: string
  /** When the value is no longer good; asked for when it is made. */
  readonly expiration?: (() => Timestamp | null) | undefined
  /** False: values are taken, and not written. */
  readonly writes?: boolean | undefined
}

/** A value that can be written now or later. */
export interface Writing {
  readonly metadata: ResultMetadata
  /** @throws LockNotHeld when another one than `holder` has the key's lock, or it `mustHold` it and does not. */
  readonly write: (holder: string, mustHold: boolean) => Promise<void>
}

/** The place of one value in result storage, with the lock on it. */
export class KeptRecord {
  readonly key: string
  readonly locks: LockManager | undefined
  readonly #store: ResultStore
  readonly #what: string
  readonly #expiration: () => Timestamp | null
  readonly #writes: boolean

  constructor({ key, store, locks, what, expiration, writes = true }: RecordOptions) {
    this.key = key
    this.locks = locks
    this.#store = store
    this.#what = what
    this.#expiration = expiration ?? (() => null)
    this.#writes = writes
  }

  /** @throws DefinitionError when nothing could keep others out. */
  requireLocks(): void {
    if (this.locks === undefined) throw locksMissing(this.#what)
  }

  async lock(holder: string, signal: AbortSignal | undefined): Promise<void> {
    await this.locks?.acquire(this.key, holder, { signal })
  }

  async unlock(holder: string): Promise<void> {
    await this.locks?.release(this.key, holder)
  }

  /** What is there; waits for whoever else holds the lock, who may be about to write it. */
  async read(holder: string, signal?: AbortSignal): Promise<KeptResult | undefined> {
    if (this.locks !== undefined && !(await this.locks.isHolder(this.key, holder))) await this.locks.waitFor(this.key, { signal })
    return await readResult(this.#store, this.key, now())
  }

  /** Takes back what was written. */
  async withdraw(): Promise<void> {
    await withdrawResult(this.#store, this.key)
  }

  /** @throws MillraceError when the serializer does not take the value. */
  writing(value: unknown): Writing {
    const composed = composeResult(this.#store, { key: this.key, value, expiration: this.#expiration(), what: this.#what })
    return {
      metadata: composed.metadata,
      write: async (holder, mustHold) => {
        if (!this.#writes) return
        if (!(await this.#mayWrite(holder, mustHold))) throw new LockNotHeld(this.key, holder)
        await composed.write()
      },
    }
  }

  async #mayWrite(holder: string, mustHold: boolean): Promise<boolean> {
    const { locks, key } = this
    return locks === undefined || (await locks.isHolder(key, holder)) || (!mustHold && !(await locks.isLocked(key)))
  }
}

/** For what asks for `SERIALIZABLE` where nothing could keep others out. */
export const locksMissing = (what: string): DefinitionError =>
  new DefinitionError(
    `${what} asks for the isolation level SERIALIZABLE without saying where its locks are; pass locks: fileLocks('./locks'), memoryLocks() or another lock manager`,
  )
