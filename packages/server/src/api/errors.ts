import type { Right } from '@millrace/protocol'

/** What handlers throw to refuse a call; `http/errors.ts` assigns the status, `message` is the answer's `detail`. */
abstract class Refusal extends Error {}

/** There is no such object: `Flow not found`. */
export class NotFound extends Refusal {
  override readonly name = 'NotFound'
}

/** There is no such object, in the form in which newer routes say so: under `exception_message`. */
export class ObjectNotFound extends Refusal {
  override readonly name = 'ObjectNotFound'
}

/** The object stands in the way: it exists already, is in use, or its schema does not admit the values. */
export class Conflict extends Refusal {
  override readonly name = 'Conflict'
}

/** The body was readable, but what it asks for makes no sense here. */
export class Unprocessable extends Refusal {
  override readonly name = 'Unprocessable'
}

/** The object is protected, or a token is not one of ours. */
export class Forbidden extends Refusal {
  override readonly name = 'Forbidden'
}

/** The call does not fit the state the object is in. */
export class BadRequest extends Refusal {
  override readonly name = 'BadRequest'
}

/** No slot is free; the caller should ask again after `retryAfter` seconds, if it is given. */
export class Locked extends Refusal {
  override readonly name = 'Locked'
  readonly retryAfter: number | undefined

  constructor(message: string, retryAfter?: number) {
    super(message)
    this.retryAfter = retryAfter
  }
}

/** The object was there and is no more. */
export class Gone extends Refusal {
  override readonly name = 'Gone'
}

/** Who calls may not do this: they lack a right. */
export class NotAllowed extends Refusal {
  override readonly name = 'NotAllowed'
  readonly needs: Right

  constructor(message: string, needs: Right) {
    super(message)
    this.needs = needs
  }
}

/** Too many attempts to sign in; the caller may try again after `retryAfter` seconds. */
export class TooManyAttempts extends Refusal {
  override readonly name = 'TooManyAttempts'
  readonly retryAfter: number

  constructor(message: string, retryAfter: number) {
    super(message)
    this.retryAfter = retryAfter
  }
}
