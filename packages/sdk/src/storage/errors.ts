import { MillraceError } from '../errors.ts'

/** Code cannot be brought to a storage or fetched from it. Every reason has its own class below. */
export class StorageError extends MillraceError {
  override readonly name: string = 'StorageError'
}

/** The block is none of a storage, has fields that cannot be, or its name is no `block-type/block-name`. */
export class InvalidStorage extends StorageError {
  override readonly name = 'InvalidStorage'
}

/** The storage can be read only. */
export class StorageReadOnly extends StorageError {
  override readonly name = 'StorageReadOnly'
}

/** The package or program that reaches a storage is not installed. */
export class StorageDriverMissing extends StorageError {
  override readonly name = 'StorageDriverMissing'
}

/** The storage does not take the credentials of the block. */
export class StorageAccessRefused extends StorageError {
  override readonly name = 'StorageAccessRefused'
}

/** The storage does not answer, or not for long enough. */
export class StorageUnreachable extends StorageError {
  override readonly name = 'StorageUnreachable'
}

/** What is to be read is not in the storage, or not whole. */
export class NotInStorage extends StorageError {
  override readonly name = 'NotInStorage'
}

/** A path leads out of its folder, or cannot be one. */
export class UnsafePath extends StorageError {
  override readonly name = 'UnsafePath'
}
