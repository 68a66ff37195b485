import { describeError, MillraceError } from '../errors.ts'
import { newId } from '../identifiers.ts'
import type { LockManager } from '../locks/lock-manager.ts'
import type { Logger } from '../logging/run-logger.ts'
import { copyOf } from './copy-of.ts'
import type { KeptResult } from '../results/result-store.ts'
import type { KeptRecord, Writing } from './kept-record.ts'
import type { CommitMode, IsolationLevel, Transaction, TransactionHook, TransactionHooks, TransactionState } from './transaction.ts'

interface Beginning extends TransactionHooks {
  readonly parent: LiveTransaction | undefined
  readonly log: Logger
  /** Where the value is kept; undefined without a key. */
  readonly record?: KeptRecord | undefined
  readonly commitMode?: CommitMode | undefined
  readonly isolationLevel?: IsolationLevel | undefined
  readonly overwrite?: boolean | undefined
  /** For the transactions within it that bring none. */
  readonly locks?: LockManager | undefined
  /** False for that of a task run, which nobody opened by name. */
  readonly explicit: boolean
}

/** A transaction with what opens and closes it. */
export class LiveTransaction<Value = unknown> implements Transaction<Value> {
  readonly record: KeptRecord | undefined
  readonly locks: LockManager | undefined
  readonly commitMode: CommitMode
  readonly isolationLevel: IsolationLevel
  /** Whether it or one around it was opened by name. */
  readonly isWithinExplicit: boolean
  /** What was under the key at the beginning, when it was left there. */
  found: KeptResult | undefined
  readonly #parent: LiveTransaction | undefined
  readonly #log: Logger
  readonly #explicit: boolean
  readonly #overwrite: boolean
  /** All transactions within one share their locks: they must not wait for each other. */
  readonly #locks: HeldLocks
  readonly #values = new Map<string, unknown>()
  readonly #pending = new Set<Promise<unknown>>()
  readonly #onCommit: TransactionHook[]
  readonly #onRollback: TransactionHook[]
  #children: LiveTransaction[] = []
  #staged: (() => Promise<void>) | undefined
  #state: TransactionState = 'PENDING'
  #locked = false

  constructor({ parent, log, record, locks, overwrite = false, explicit, ...given }: Beginning) {
    const { commitMode, isolationLevel, onCommit, onRollback } = given
    this.#parent = parent
    this.#log = log
    this.record = record
    this.locks = locks
    this.commitMode = commitMode ?? parent?.commitMode ?? 'LAZY'
    this.isolationLevel = isolationLevel ?? parent?.isolationLevel ?? 'READ_COMMITTED'
    this.isWithinExplicit = explicit || parent?.isWithinExplicit === true
    this.#explicit = explicit
    this.#overwrite = overwrite
    this.#locks = parent === undefined ? new HeldLocks() : parent.#locks
    this.#onCommit = listed(onCommit)
    this.#onRollback = listed(onRollback)
    if (record !== undefined && this.isolationLevel === 'SERIALIZABLE') record.requireLocks()
  }

  get key(): string | undefined {
    return this.record?.key
  }

  get state(): TransactionState {
    return this.#state
  }

  get isCommitted(): boolean {
    return this.#state === 'COMMITTED'
  }

  get isRolledBack(): boolean {
    return this.#state === 'ROLLED_BACK'
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value)
  }

  get<Kept = unknown>(name: string, fallback?: Kept): Kept {
    if (this.#values.has(name)) return copyOf(this.#values.get(name)) as Kept
    if (this.#parent !== undefined) return this.#parent.get(name, fallback)
    if (fallback !== undefined) return fallback
    throw new MillraceError(`nothing named '${name}' was set in this transaction or those around it; set it first, or pass a fallback`)
  }

  /** Everything that `get` finds here, by its name. */
  visible(): Readonly<Record<string, unknown>> {
    return { ...this.#parent?.visible(), ...Object.fromEntries(this.#values) }
  }

  stage(value: Value, { onCommit, onRollback }: TransactionHooks = {}): void {
    if (this.isCommitted || this.isRolledBack) return
    this.stageWrite(this.record?.writing(value).write)
    this.addHooks({ onCommit, onRollback })
  }

  /** Takes what is to be written at the commit. */
  stageWrite(write: Writing['write'] | undefined): void {
    if (this.isCommitted || this.isRolledBack) return
    this.#staged = write === undefined ? undefined : () => write(this.#locks.holder, this.#locked)
    this.#state = 'STAGED'
  }

  /** Writes what is staged now and lets others have the lock; hooks still wait for the commit. */
  async writeStaged(): Promise<void> {
    const write = this.#staged
    this.#staged = undefined
    await write?.()
    await this.unlock()
  }

  addHooks({ onCommit, onRollback }: TransactionHooks): void {
    this.#onCommit.push(...listed(onCommit))
    this.#onRollback.push(...listed(onRollback))
  }

  async read(): Promise<Value | undefined> {
    return (this.found ?? (await this.record?.read(this.#locks.holder)))?.value as Value | undefined
  }

  /** Takes the lock where that is asked for, and looks whether the value is there: then there is nothing to commit. */
  async begin(signal?: AbortSignal): Promise<void> {
    this.#state = 'ACTIVE'
    if (this.record === undefined) return
    if (this.isolationLevel === 'SERIALIZABLE') {
      await this.#locks.take(this.record, signal)
      this.#locked = true
    }
    if (this.#overwrite) return
    try {
      this.found = await this.record.read(this.#locks.holder, signal)
    } catch (error) {
      signal?.throwIfAborted()
      this.#log.warn(`What is kept under the key '${this.record.key}' could not be read, as if it were not there: ${describeError(error)}`)
    }
    if (this.found !== undefined) this.#state = 'COMMITTED'
  }

  /** The end of the transaction that was opened by name waits for `work`; a task does not wait for those it submitted. */
  await(work: Promise<unknown>): void {
    if (!this.#explicit) return this.#parent?.await(work)
    this.#pending.add(work)
    const forget = (): void => void this.#pending.delete(work)
    work.then(forget, forget)
  }

  /** Ends it: as its code ended, and as the mode and those around it want it. */
  async leave(how: 'returned' | 'thrown'): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending)
    if (how === 'thrown') {
      await this.rollback()
      await this.#parent?.rollback()
      return
    }
    if (this.commitMode === 'EAGER') await this.commit()
    if (this.#parent !== undefined) return await this.#parent.#adopt(this)
    if (this.commitMode === 'OFF') await this.rollback()
    else if (this.commitMode === 'LAZY') await this.commit()
  }

  /** Undoes what ended within it, and goes on. */
  async undoChildren(): Promise<void> {
    const children = this.#children.toReversed()
    this.#children = []
    for (const child of children) await child.rollback()
  }

  async commit(): Promise<boolean> {
    if (this.isCommitted || this.isRolledBack) {
      await this.unlock()
      return false
    }
    try {
      for (const child of this.#children) if (!(await child.commit()) && child.isRolledBack) throw new ChildRolledBack()
      for (const hook of this.#onCommit) await this.#call(hook, 'commit')
      await this.#staged?.()
      this.#state = 'COMMITTED'
      await this.unlock()
      return true
    } catch (error) {
      if (!(error instanceof ChildRolledBack)) {
        this.#log.error(`${this.#name} could not be committed and is rolled back: ${describeError(error)}`)
      }
      await this.rollback()
      return false
    }
  }

  async rollback(): Promise<boolean> {
    if (this.isCommitted || this.isRolledBack) return false
    // First, so that nothing which ends meanwhile is left behind.
    this.#state = 'ROLLED_BACK'
    for (const hook of this.#onRollback.toReversed()) {
      // One that fails must not keep the others from undoing theirs.
      await this.#call(hook, 'rollback').catch(() => undefined)
    }
    await this.undoChildren()
    await this.unlock()
    return true
  }

  async #adopt(child: LiveTransaction): Promise<void> {
    if (this.isRolledBack) await child.rollback()
    else if (this.isCommitted) await child.commit()
    else this.#children.push(child)
  }

  async #call(hook: TransactionHook, kind: 'commit' | 'rollback'): Promise<void> {
    const name = hook.name === '' ? 'anonymous' : hook.name
    const told = !silent.has(hook)
    if (told) this.#log.info(`Running ${kind} hook '${name}'`)
    try {
      await hook(this)
    } catch (error) {
      this.#log.error(`An error was encountered while running ${kind} hook '${name}': ${describeError(error)}`)
      throw error
    }
    if (told) this.#log.info(`The ${kind} hook '${name}' finished running successfully`)
  }

  /** Lets others have the lock, if it has one. */
  async unlock(): Promise<void> {
    if (!this.#locked || this.record === undefined) return
    this.#locked = false
    try {
      await this.#locks.free(this.record)
    } catch (error) {
      this.#log.warn(`${this.#name} no longer held its lock: ${describeError(error)}`)
    }
  }

  get #name(): string {
    return this.key === undefined ? 'A transaction' : `The transaction '${this.key}'`
  }
}

/** The locks of a transaction and of all within it, which may want the same one several times. */
class HeldLocks {
  readonly holder = newId()
  readonly #counts = new Map<string, number>()

  async take(record: KeptRecord, signal: AbortSignal | undefined): Promise<void> {
    await record.lock(this.holder, signal)
    this.#counts.set(record.key, (this.#counts.get(record.key) ?? 0) + 1)
  }

  async free(record: KeptRecord): Promise<void> {
    const left = (this.#counts.get(record.key) ?? 1) - 1
    if (left > 0) return void this.#counts.set(record.key, left)
    this.#counts.delete(record.key)
    await record.unlock(this.holder)
  }
}

/** Thrown to roll back a transaction because one within it could not be committed, which was told there. */
class ChildRolledBack extends MillraceError {
  override readonly name = 'ChildRolledBack'
}

const silent = new WeakSet<TransactionHook>()

/** Marks a hook of the engine's own, of which nothing is said in the log. */
export function silently(hook: TransactionHook): TransactionHook {
  silent.add(hook)
  return hook
}

const listed = (hooks: TransactionHooks['onCommit']): TransactionHook[] =>
  hooks === undefined ? [] : typeof hooks === 'function' ? [hooks] : [...hooks]
