import { MillraceError } from '../errors.ts'

/** No server is named, none runs on this home, and none can be embedded. */
export class NoServer extends MillraceError {
  override readonly name = 'NoServer'
}
