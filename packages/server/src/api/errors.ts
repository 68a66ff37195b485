/** What handlers throw to refuse a call; `http/errors.ts` assigns the status, `message` is the answer's `detail`. */
abstract class Refusal extends Error {}

/** There is no such object: `Flow not found`. */
export class NotFound extends Refusal {
  override readonly name = 'NotFound'
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
