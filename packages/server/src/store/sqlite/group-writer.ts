import { sqliteDialect } from '../dialect/sqlite.ts'
import { StorageFailed, StorageFull, StoreClosed } from '../errors.ts'
import { OpenTransaction } from '../open-transaction.ts'
import type { Transaction } from '../store.ts'
import type { SqliteConnection } from './connection.ts'
import { named } from './errors.ts'
import { patiently } from './patience.ts'
import { type Deadline, deadlineIn } from './deadline.ts'

/** A group ends after this many writes or milliseconds, so that neither an answer nor the event loop waits long for it. */
const MOST_WRITES = 256
const LONGEST_GROUP = 8
/** A write that has not ended after this many milliseconds awaits something that is no query of its own. */
const LONGEST_WRITE = 10_000

type Work = (tx: Transaction) => Promise<unknown>

interface Job {
  readonly work: Work
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

type Outcome =
  | { readonly job: Job; readonly ok: true; readonly result: unknown; readonly callbacks: readonly (() => void)[] }
  | { readonly job: Job; readonly ok: false; readonly error: unknown }

/** The writes of one process to a SQLite file: those that wait at one turn of the event loop share a transaction and its fsync. */
export class GroupWriter {
  readonly #connection: SqliteConnection
  readonly #onFatal: (error: StorageFailed) => void
  readonly #waiting: Job[] = []
  #active = false
  /** Why no write is taken any more. */
  #refusal: Error | undefined
  #whenIdle: (() => void) | undefined

  constructor(connection: SqliteConnection, onFatal: (error: StorageFailed) => void) {
    this.#connection = connection
    this.#onFatal = onFatal
  }

  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal)
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (result: unknown) => void, reject })
      this.#wake()
    })
  }

  /** Refuses further writes and resolves once those that were taken have ended. */
  async drain(): Promise<void> {
    this.#refusal ??= new StoreClosed('the store is closed and takes no writes any more')
    if (!this.#active) return
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve
    })
  }

  #wake(): void {
    if (this.#active) return
    this.#active = true
    setImmediate(() => void this.#turn())
  }

  async #turn(): Promise<void> {
    await this.#writeGroup()
    this.#active = false
    if (this.#waiting.length > 0) this.#wake()
    else this.#whenIdle?.()
  }

  async #writeGroup(): Promise<void> {
    try {
      await patiently(() => this.#connection.step('begin immediate'))
    } catch (error) {
      for (const job of this.#waiting.splice(0)) job.reject(named(error))
      return
    }
    const deadline = deadlineIn(LONGEST_WRITE)
    try {
      const outcomes = await this.#runJobs(deadline)
      if (outcomes !== undefined) this.#commit(outcomes)
    } finally {
      deadline.clear()
    }
  }

  /** What came of each job of the group; undefined when SQLite took the whole group back and everyone has been told. */
  async #runJobs(deadline: Deadline): Promise<Outcome[] | undefined> {
    const start = performance.now()
    // One write alone is taken back by ROLLBACK and needs no savepoint.
    const alone = this.#waiting.length === 1
    const most = alone ? 1 : MOST_WRITES
    const outcomes: Outcome[] = []
    for (const job of this.#waiting.slice(0, most)) {
      if (outcomes.length > 0 && performance.now() - start > LONGEST_GROUP) break
      if (!alone) this.#connection.step('savepoint write')
      const outcome = await this.#attempt(job, deadline)
      outcomes.push(outcome)
      if (!outcome.ok && !this.#connection.inTransaction) {
        this.#waiting.splice(0, outcomes.length)
        this.#rejectAll(outcomes, outcome.error)
        return undefined
      }
      if (!outcome.ok) this.#connection.step(alone ? 'rollback' : 'rollback to write')
      if (!alone) this.#connection.step('release write')
    }
    this.#waiting.splice(0, outcomes.length)
    return outcomes
  }

  async #attempt(job: Job, deadline: Deadline): Promise<Outcome> {
    const tx = new OpenTransaction(this.#connection, sqliteDialect)
    try {
      const result = await Promise.race([job.work(tx), deadline.passed])
      return { job, ok: true, result, callbacks: tx.callbacks }
    } catch (error) {
      return { job, ok: false, error }
    } finally {
      tx.end()
    }
  }

  #commit(outcomes: readonly Outcome[]): void {
    try {
      if (this.#connection.inTransaction) this.#connection.step('commit')
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.step('rollback')
      const reason = named(error)
      this.#rejectAll(outcomes, reason instanceof StorageFull ? reason : failedCommit(error))
      return
    }
    for (const outcome of outcomes) {
      if (outcome.ok) outcome.job.resolve(outcome.result)
      else outcome.job.reject(outcome.error)
    }
    for (const outcome of outcomes) if (outcome.ok) for (const callback of outcome.callbacks) callback()
  }

  #rejectAll(outcomes: readonly Outcome[], reason: unknown): void {
    for (const outcome of outcomes) outcome.job.reject(outcome.ok ? reason : outcome.error)
    if (!(reason instanceof StorageFailed)) return
    // After a failed fsync nobody knows what the disk holds: going on could acknowledge writes on top of lost ones.
    this.#refusal = reason
    for (const job of this.#waiting.splice(0)) job.reject(reason)
    this.#onFatal(reason)
  }
}

const failedCommit = (cause: unknown): StorageFailed =>
  new StorageFailed(
    `writing to the disk that holds the database failed (${cause instanceof Error ? cause.message : String(cause)}); writing has stopped: check the disk, then start the server again`,
    { cause },
  )
