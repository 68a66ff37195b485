/** A template cannot be read or rendered: a mistake in it, a loop too deep, or more work than one template may make. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  /** Where the mistake is, from 1; 0 where no line can be named. */
  readonly line: number

  constructor(message: string, line = 0) {
    super(message)
    this.line = line
  }
}
