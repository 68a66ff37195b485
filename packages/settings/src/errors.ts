/** One value that cannot be used. */
export interface SettingProblem {
  /** The name as it was written: `MILLRACE_SERVER_API_PORT`, `server.api.port`. */
  readonly name: string
  /** Where it was found, as shown to people. */
  readonly source: string
  readonly expected: string
  /** What was found there; masked when the setting is a secret. */
  readonly got: string
}

/** Values of settings that cannot be used; the message has a line for each. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings'
  readonly problems: readonly SettingProblem[]

  constructor(problems: readonly SettingProblem[]) {
    super(problems.map(({ name, source, expected, got }) => `${name} (${source}): expected ${expected}, got ${got}`).join('\n'))
    this.problems = problems
  }
}

/** A file of settings that cannot be read or written. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError'
  readonly file: string

  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file}: ${reason}`, { cause })
    this.file = file
  }
}

/** A profile that is not in `profiles.toml`, or one of that name that is already. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError'
}
