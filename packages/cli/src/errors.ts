/** A command that could not do what was asked: its message is the reason, the exit code 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
}

/** A command that was called wrongly: its message says how, the exit code is 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}
