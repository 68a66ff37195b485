import { MillraceError } from '../errors.ts'

/** A lock was released, or something written under it, by somebody who does not hold it (any more). */
export class LockNotHeld extends MillraceError {
  override readonly name = 'LockNotHeld'
  readonly key: string

  constructor(key: string, holder: string) {
    super(`the lock '${key}' is not held by ${holder}: it was never taken, was released, or has lapsed`)
    this.key = key
  }
}
