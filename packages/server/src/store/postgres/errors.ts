import { DatabaseError } from 'pg'
import { IntegrityError, QueryTooLarge, StorageFull, StorageUnavailable } from '../errors.ts'

const UNIQUE_VIOLATION = '23505'
const FOREIGN_KEY_VIOLATION = '23503'
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'
const DISK_FULL = '53100'
/** The class of SQLSTATE of a statement that is more than Postgres can read. */
const PROGRAM_LIMIT_EXCEEDED = '54'
/** Classes of SQLSTATE that mean "not now": connection exception, insufficient resources, operator intervention. */
const UNAVAILABLE = ['08', '53', '57']

/** True when the transaction lost against another one and would pass if it were run again. */
export const isRetryable = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK_DETECTED)

/** The error as the store's callers know it; one that has no name of its own comes back as it is. */
export function named(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (!(error instanceof DatabaseError)) return isConnectionError(error) ? unavailable(error) : error
  const { code = '' } = error
  if (code === UNIQUE_VIOLATION) return new IntegrityError('unique', error)
  if (code === FOREIGN_KEY_VIOLATION) return new IntegrityError('foreign-key', error)
  if (code.startsWith('23')) return new IntegrityError('other', error)
  if (code.startsWith(PROGRAM_LIMIT_EXCEEDED)) return new QueryTooLarge(error.message, { cause: error })
  if (code === DISK_FULL)
    return new StorageFull('the disk of the Postgres server is full; free some space, writes then go on by themselves', { cause: error })
  return UNAVAILABLE.some((kind) => code.startsWith(kind)) ? unavailable(error) : error
}

/** Errors of the socket have a `code` in capitals; node-postgres itself says "Connection terminated" and "timeout". */
const isConnectionError = (error: Error): boolean =>
  /^Connection terminated|timeout exceeded when trying to connect|^Client has encountered a connection error/.test(error.message) ||
  ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code))

const unavailable = (cause: Error): StorageUnavailable =>
  new StorageUnavailable(`the Postgres server does not answer (${cause.message}); the call may be repeated`, { cause })
