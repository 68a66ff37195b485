import { MillraceError } from '../errors.ts'

/** A secret that its provider does not have, or will not give. Its message never holds the secret. */
export class SecretUnavailable extends MillraceError {
  override readonly name = 'SecretUnavailable'
  readonly reference: string

  constructor(reference: string, reason: string, cause?: unknown) {
    super(`the secret '${reference}' cannot be had: ${reason}`, { cause })
    this.reference = reference
  }
}
