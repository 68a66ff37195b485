import { MillraceError } from '../errors.ts'

/** A step of a project file cannot be run, or failed. Every reason has its own class below. */
export class StepError extends MillraceError {
  override readonly name: string = 'StepError'
}

/** A step that nobody here knows how to run. */
export class UnknownStep extends StepError {
  override readonly name = 'UnknownStep'
  readonly step: string

  constructor(step: string, known: readonly string[]) {
    super(
      `there is no step '${step}' here: steps that are Python functions of your own or of other packages run under Python only. ` +
        `Use millrace.steps.run_shell_script to run a program, or one of ${known.join(', ')}`,
    )
    this.step = step
  }
}

/** A step of a known name whose inputs are not what it takes. */
export class InvalidStep extends StepError {
  override readonly name = 'InvalidStep'
}

/** A step that was run and did not succeed. */
export class StepFailed extends StepError {
  override readonly name = 'StepFailed'
  readonly step: string

  constructor(step: string, cause: unknown) {
    super(`step ${step} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.step = step
  }
}
