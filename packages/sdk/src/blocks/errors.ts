import { MillraceError } from '../errors.ts'

/** There is no block of that type and name. */
export class BlockNotFound extends MillraceError {
  override readonly name = 'BlockNotFound'
}
