import type { CallContext, PlacedCall, TaskCall } from '../calls/task-call.ts'

/**
 * Runs the tasks of flow runs that are submitted or mapped.
 *
 * States, retries, caching, results and hooks are the engine's, in the process of the flow; a task runner decides when a
 * task begins (`submit`) and, if it likes, where the function of the task is called (`place`).
 */
export interface TaskRunner {
  readonly name: string
  /** Begins with one attempt at a flow run. */
  open(): OpenTaskRunner
}

/** A task runner at work for one attempt at a flow run. */
export interface OpenTaskRunner {
  /**
   * Runs `job`, a task run with all its attempts, at some time after this call, and settles as it does.
   *
   * Jobs begin in the order they were submitted, so that a job may wait for an earlier one. Of a map over very many, at most
   * 1,000 wait here: others are submitted when earlier ones have begun.
   */
  submit<Result>(job: () => Promise<Result>): Promise<Result>
  /**
   * Has the function of a task called somewhere else, once for each attempt, and resolves when that has begun; until then
   * the task run is not Running. Without it functions are called in the process of the flow.
   *
   * @throws CallRefused when this task cannot be called there, the reason of `context.signal` when that aborts first.
   */
  place?(call: TaskCall, context: CallContext): Promise<PlacedCall>
  /** The attempt at the flow run is over; nothing that was placed is waited for any more. */
  close?(): Promise<void>
}
