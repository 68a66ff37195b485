import { MillraceError } from '../errors.ts'

/** What a block was made of does not fit its type. */
export class InvalidBlock extends MillraceError {
  override readonly name = 'InvalidBlock'
}

/** There is no block of that type and name. */
export class BlockNotFound extends MillraceError {
  override readonly name = 'BlockNotFound'
}
