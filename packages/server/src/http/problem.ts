/** One thing wrong with a request, in the words of pydantic, which Prefect's clients know. */
export interface Problem {
  readonly type: string
  /** Where: `body`, `query` or `path`, then the field. */
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly input: unknown
  readonly ctx?: Readonly<Record<string, unknown>>
}

/** The request cannot be read as what its route takes; answered 422 with `problems` and the body that came. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest'
  readonly problems: readonly Problem[]
  readonly requestBody: unknown

  constructor(problems: readonly Problem[], requestBody: unknown) {
    super(problems.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '))
    this.problems = problems
    this.requestBody = requestBody
  }
}

/** The body is larger than its route takes; answered 413. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'

  constructor(bytes: number, limit: number) {
    super(`Request body too large: expected at most ${limit} bytes, got ${bytes}.`)
  }
}

/** The body is no UTF-8 text; answered 400. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody'

  constructor() {
    super('There was an error parsing the body')
  }
}
