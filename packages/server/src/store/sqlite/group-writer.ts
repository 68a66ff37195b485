import { sqliteDialect } from '../dialect/sqlite.ts'
import { StorageFailed, StorageFull, StoreClosed } from '../errors.ts'
import { callAll, OpenTransaction } from '../open-transaction.ts'
import type { Transaction } from '../store.ts'
import type { SqliteConnection } from './connection.ts'
import { named } from './errors.ts'
import { patiently } from './patience.ts'
import { Deadline } from './deadline.ts'

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
  readonly #deadline = new Deadline(LONGEST_WRITE)
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
    const outcomes: Outcome[] = []
    this.#deadline.start()
    try {
      await this.#runJobs(outcomes)
      // One write alone that failed has ended the transaction itself.
      if (this.#connection.inTransaction) this.#connection.step('commit')
    } catch (error) {
      this.#takeBack(outcomes, error)
      return
    } finally {
      this.#deadline.end()
    }
    for (const outcome of outcomes) {
      if (outcome.ok) outcome.job.resolve(outcome.result)
      else outcome.job.reject(outcome.error)
    }
    for (const outcome of outcomes) if (outcome.ok) callAll(outcome.callbacks)
  }

  /** Runs the jobs of one group and adds what came of each; throws when the transaction is lost with all of them. */
  async #runJobs(outcomes: Outcome[]): Promise<void> {
    const start = performance.now()
    // One write alone is taken back by ROLLBACK and needs no savepoint.
    const alone = this.#waiting.length === 1
    for (const job of this.#waiting.slice(0, MOST_WRITES)) {
      if (outcomes.length > 0 && performance.now() - start > LONGEST_GROUP) return
      if (!alone) this.#connection.step('savepoint write')
      this.#waiting.shift()
      const outcome = await this.#attempt(job)
      outcomes.push(outcome)
      // Some errors, a full disk among them, make SQLite take back the whole transaction, whether the job has caught them or not.
      if (!this.#connection.inTransaction) throw outcome.ok ? new Error('SQLite has taken the transaction back') : outcome.error
      if (!outcome.ok) this.#connection.step(alone ? 'rollback' : 'rollback to write')
      if (!alone) this.#connection.step('release write')
    }
  }

  async #attempt(job: Job): Promise<Outcome> {
    const tx = new OpenTransaction(this.#connection, sqliteDialect)
    try {
      const result = await this.#deadline.within(() => job.work(tx))
      return { job, ok: true, result, callbacks: tx.callbacks }
    } catch (error) {
      return { job, ok: false, error }
    } finally {
      tx.end()
    }
  }

  #takeBack(outcomes: readonly Outcome[], error: unknown): void {
    const known = named(error)
    const reason = known instanceof StorageFull ? known : failed(error)
    try {
      if (this.#connection.inTransaction) this.#connection.step('rollback')
    } catch {
      // The first error says why; the connection is not used again.
    }
    for (const outcome of outcomes) outcome.job.reject(outcome.ok ? reason : outcome.error)
    if (reason instanceof StorageFull) return
    // After a failed fsync nobody knows what the disk holds: going on could acknowledge writes on top of lost ones.
    this.#refusal = reason
    for (const job of this.#waiting.splice(0)) job.reject(reason)
    this.#onFatal(reason)
  }
}

const failed = (cause: unknown): StorageFailed =>
  cause instanceof StorageFailed
    ? cause
    : new StorageFailed(
        `writing to the disk that holds the database failed (${cause instanceof Error ? cause.message : String(cause)}); writing has stopped: check the disk, then start the server again`,
        { cause },
      )
