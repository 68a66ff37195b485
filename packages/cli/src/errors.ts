/** A command that could not do what was asked: its message is the reason, the exit code 1 unless it is that of another program. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: number

  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { readonly exitCode?: number } = {}) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** A command that was called wrongly: its message says how, the exit code is 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}
