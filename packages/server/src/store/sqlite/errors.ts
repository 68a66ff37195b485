import { IntegrityError, QueryTooLarge, StorageFailed, StorageFull } from '../errors.ts'

// SQLite's primary result codes; the extended ones have them in their low byte.
const BUSY = 5
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CONSTRAINT = 19
const NOTADB = 26

/** What SQLite says, under the code of any mistake, of a statement that is more than it can read. */
const TOO_LARGE = /expression tree is too large|too many SQL variables|pattern too complex|parser stack overflow|string or blob too big/i

const CONSTRAINT_FOREIGNKEY = 787
const CONSTRAINT_PRIMARYKEY = 1555
const CONSTRAINT_UNIQUE = 2067

/** SQLite's extended result code, or undefined for an error that is not SQLite's. */
const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined

const primary = (error: unknown): number | undefined => {
  const code = codeOf(error)
  return code === undefined ? undefined : code & 0xff
}

/** True when another process holds the lock, so that the same call may succeed in a moment. */
export const isBusy = (error: unknown): boolean => primary(error) === BUSY

/** True when the file is no SQLite database. */
export const isNoDatabase = (error: unknown): boolean => primary(error) === NOTADB

/** The error as the store's callers know it; one that has no name of its own comes back as it is. */
export function named(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  switch (primary(error)) {
    case CONSTRAINT:
      return new IntegrityError(integrityKind(codeOf(error)), error)
    case FULL:
      return new StorageFull('the disk that holds the database is full; free some space, writes then go on by themselves', { cause: error })
    case IOERR:
    case CORRUPT:
    case NOTADB:
      return new StorageFailed(
        `the disk that holds the database failed or the file is damaged (${error.message}); writing has stopped: check the disk, then start the server again`,
        { cause: error },
      )
    case undefined:
    default:
      return TOO_LARGE.test(error.message) ? new QueryTooLarge(error.message, { cause: error }) : error
  }
}

function integrityKind(code: number | undefined): IntegrityError['kind'] {
  if (code === CONSTRAINT_UNIQUE || code === CONSTRAINT_PRIMARYKEY) return 'unique'
  return code === CONSTRAINT_FOREIGNKEY ? 'foreign-key' : 'other'
}
