/** Runs the tasks of flow runs that are submitted or mapped. */
export interface TaskRunner {
  readonly name: string
  /** Begins with one attempt at a flow run. */
  open(): OpenTaskRunner
}

/** A task runner at work for one flow run. */
export interface OpenTaskRunner {
  /**
   * Runs `job` at some time after this call, and settles as it does.
   *
   * Jobs begin in the order they were submitted, so that a job may wait for an earlier one.
   */
  submit<Result>(job: () => Promise<Result>): Promise<Result>
}
