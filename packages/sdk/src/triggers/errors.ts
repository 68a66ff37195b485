import { MillraceError } from '../errors.ts'

/** A trigger of a deployment that is none; names both. */
export class InvalidTrigger extends MillraceError {
  override readonly name = 'InvalidTrigger'

  constructor(deployment: string, trigger: string, reason: string) {
    super(`deployment '${deployment}': trigger '${trigger}': ${reason}`)
  }
}
