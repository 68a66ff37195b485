/** The database cannot be opened: not there, not writable, no database, of another version. The message says what to do. */
export class StoreUnopenable extends Error {
  override readonly name = 'StoreUnopenable'
}

/** The disk is full: the write was taken back whole; reads go on and later writes are tried again. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
}

/** The database cannot be reached or stays locked; a write that ends so may be repeated. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable'
}

/** The disk failed under a COMMIT, or the file is damaged: no write is taken any more until the process starts anew. */
export class StorageFailed extends Error {
  override readonly name = 'StorageFailed'
}

/** The store was closed before this call. */
export class StoreClosed extends Error {
  override readonly name = 'StoreClosed'
}

/** The query asks for more at once than the database can look for: filters with thousands of conditions, or a pattern without end. */
export class QueryTooLarge extends Error {
  override readonly name = 'QueryTooLarge'
}

/** Whether it is the database that cannot be used now, whatever was asked of it. */
export const isStorageProblem = (error: unknown): boolean =>
  error instanceof StorageFull || error instanceof StorageUnavailable || error instanceof StorageFailed || error instanceof StoreClosed

export type IntegrityKind = 'unique' | 'foreign-key' | 'other'

/** A row would break a constraint: a second one of its kind (`unique`), or one that names what is not there (`foreign-key`). */
export class IntegrityError extends Error {
  override readonly name = 'IntegrityError'
  readonly kind: IntegrityKind

  constructor(kind: IntegrityKind, cause: Error) {
    super(`the row breaks a constraint of the database (${kind}): ${cause.message}`, { cause })
    this.kind = kind
  }
}
