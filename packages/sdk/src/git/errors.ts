import { MillraceError } from '../errors.ts'

/** Git could not do what was asked; the message holds no credentials. */
export class GitFailed extends MillraceError {
  override readonly name = 'GitFailed'
}
