/** What every error of the SDK is. */
export class MillraceError extends Error {
  override readonly name: string = 'MillraceError'
}

/** A flow or task was defined in a way that cannot work. */
export class DefinitionError extends MillraceError {
  override readonly name = 'DefinitionError'
}

/** Something was asked for that exists only inside a run. */
export class OutsideRun extends MillraceError {
  override readonly name = 'OutsideRun'
}

/** The result of a run is asked for that nobody can come by any more. */
export class MissingResult extends MillraceError {
  override readonly name = 'MissingResult'

  /**
   * @param what As people see it: `task 'report'`.
   * @param reason Why its result is not there.
   */
  constructor(what: string, reason: string) {
    super(
      `the result of ${what} is missing: ${reason}. To keep results, set persistResult: true and, where other processes or machines read them, resultStorage: at the task or at the flow around it; or for all with MILLRACE_RESULTS_PERSIST_BY_DEFAULT and MILLRACE_RESULTS_LOCAL_STORAGE_PATH`,
    )
  }
}

/** The server said that this run must not go on. */
export class RunAborted extends MillraceError {
  override readonly name = 'RunAborted'
  readonly runId: string
  readonly reason: string

  constructor(runId: string, reason: string) {
    super(`run ${runId} was stopped by the server: ${reason}`)
    this.runId = runId
    this.reason = reason
  }
}

/** Another attempt has taken over this run, or its lease could not be renewed; nothing it says counts any more. */
export class RunSuperseded extends MillraceError {
  override readonly name = 'RunSuperseded'
  readonly runId: string

  constructor(runId: string, reason: string) {
    super(`run ${runId} may no longer act: ${reason}`)
    this.runId = runId
  }
}

/** A run took longer than its `timeoutSeconds`. */
export class RunTimedOut extends MillraceError {
  override readonly name = 'RunTimedOut'
  readonly seconds: number

  constructor(what: string, seconds: number) {
    super(`${what} exceeded timeout of ${seconds} second(s)`)
    this.seconds = seconds
  }
}

/** A task was not run because one it depends on did not complete. */
export class UpstreamFailed extends MillraceError {
  override readonly name = 'UpstreamFailed'
  readonly taskRunId: string

  constructor(taskRunId: string, name: string, state: string, cause: unknown) {
    super(`upstream task run '${name}' did not complete: it is ${state}`, { cause })
    this.taskRunId = taskRunId
  }
}

/** A run ended in a state other than Completed without an error of its own. */
export class RunFailed extends MillraceError {
  override readonly name = 'RunFailed'
  /** The state's name: `Failed`, `Cancelled`, `Crashed`, … */
  readonly state: string

  constructor(state: string, message: string | null) {
    super(message === null || message === '' ? `run ended ${state}` : message)
    this.state = state
  }
}

/** The process is ending while the run was under way; the run is Crashed with this message. */
export class ProcessEnding extends MillraceError {
  override readonly name = 'ProcessEnding'
}

/** The process was told to end because the run is being cancelled. */
export class RunCancelled extends MillraceError {
  override readonly name = 'RunCancelled'
}

/** A paused flow run was not resumed in time. */
export class PauseTimedOut extends MillraceError {
  override readonly name = 'PauseTimedOut'
}

/** Unwinds a flow that was suspended; let it pass. The run goes on in another process once it is resumed. */
export class RunSuspended extends MillraceError {
  override readonly name = 'RunSuspended'
}

/** The server did not let a flow run go on: it is not paused, or the input does not fit. */
export class NotResumed extends MillraceError {
  override readonly name = 'NotResumed'
  readonly flowRunId: string
  readonly reason: string

  constructor(flowRunId: string, reason: string) {
    super(`flow run ${flowRunId} was not resumed: ${reason}`)
    this.flowRunId = flowRunId
    this.reason = reason
  }
}

/** One parameter, or a field in it, that does not fit. */
export interface ParameterProblem {
  /** Where, as in `symbols.0`; empty for the whole. */
  readonly path: string
  readonly message: string
}

/** Parameters that do not fit the flow; every problem is listed. */
export class ParameterError extends MillraceError {
  override readonly name = 'ParameterError'
  readonly problems: readonly ParameterProblem[]

  constructor(what: string, problems: readonly ParameterProblem[]) {
    const lines = problems.map(({ path, message }) => (path === '' ? `  ${message}` : `  ${path}: ${message}`))
    super(`parameters of ${what} do not fit:\n${lines.join('\n')}`)
    this.problems = problems
  }
}

/** What was thrown, as an `Error`. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new MillraceError(`thrown: ${String(thrown)}`))

/** `TypeError: no such thing`, as states and logs say it. */
export const describeError = (thrown: unknown): string => {
  const { name, message } = asError(thrown)
  return message === '' ? name : `${name}: ${message}`
}
