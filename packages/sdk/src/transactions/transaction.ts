/** When what a transaction holds becomes final: at its own end, at the end of the outermost one, or only when told. */
export type CommitMode = 'EAGER' | 'LAZY' | 'OFF'

/** `SERIALIZABLE` keeps others with the same key out until the end, by a lock; `READ_COMMITTED` does not. */
export type IsolationLevel = 'READ_COMMITTED' | 'SERIALIZABLE'

export type TransactionState = 'PENDING' | 'ACTIVE' | 'STAGED' | 'COMMITTED' | 'ROLLED_BACK'

/** Called when a transaction is committed or rolled back. */
export type TransactionHook = (transaction: Transaction) => unknown

/** What happens beside the value when a transaction is committed or rolled back. */
export interface TransactionHooks {
  readonly onCommit?: TransactionHook | readonly TransactionHook[] | undefined
  readonly onRollback?: TransactionHook | readonly TransactionHook[] | undefined
}

/** Work that becomes final as a whole or is undone as a whole. Every task run is one, within those around it. */
export interface Transaction<Value = unknown> {
  /** Under which its value is kept; undefined when nothing is. */
  readonly key: string | undefined
  readonly state: TransactionState
  /** True also at the beginning, when there is a value under its key already. */
  readonly isCommitted: boolean
  readonly isRolledBack: boolean
  /** Keeps a value for the code in this transaction and in those within it. */
  set(name: string, value: unknown): void
  /**
   * A copy of what was set here, or else in the transactions around.
   *
   * @throws MillraceError when nothing of that name was set and there is no `fallback`.
   */
  get<Kept = unknown>(name: string, fallback?: Kept): Kept
  /** Takes a value to be kept under the key, and hooks, for the time of the commit; does nothing once it is committed. */
  stage(value: Value, hooks?: TransactionHooks): void
  /** The value that is kept under the key; undefined when there is none. Waits for others who hold the key's lock. */
  read(): Promise<Value | undefined>
  /** Makes this and all that ended within it final. False when it was so, was rolled back, or could not be: then it is rolled back. */
  commit(): Promise<boolean>
  /** Undoes this and all that ended within it. False when it was rolled back or committed before. */
  rollback(): Promise<boolean>
}
