import { MillraceError } from '../errors.ts'
import type { RunState } from '../states/run-state.ts'

/** What a future needs to know of its task run. */
export interface FutureSource<Result> {
  readonly taskRunId: string
  name(): string
  state(): RunState<Result>
  /** Resolves to the final state; never rejects. */
  readonly finished: Promise<RunState<Result>>
}

/**
 * A task run that was submitted and may not be finished.
 *
 * Awaiting it gives the result or throws the task's error, as `result()` does; `wait()` never throws. A future that
 * nobody awaits never makes the process fail.
 */
export class TaskFuture<Result> implements PromiseLike<Result> {
  readonly taskRunId: string
  readonly #source: FutureSource<Result>

  constructor(source: FutureSource<Result>) {
    this.taskRunId = source.taskRunId
    this.#source = source
  }

  /** The task run's name. */
  get name(): string {
    return this.#source.name()
  }

  /** The state it has now. */
  state(): RunState<Result> {
    return this.#source.state()
  }

  /** Resolves to the final state, also when that is Failed. */
  wait(): Promise<RunState<Result>> {
    return this.#source.finished
  }

  /** The task's return value. Rejects with the task's error. */
  async result(): Promise<Result> {
    return (await this.#source.finished).result()
  }

  /** @throws MillraceError: a future has no JSON, and would be taken for its result. */
  toJSON(): never {
    throw new MillraceError(`the future of task run '${this.name}' is no JSON; await it, and use its result`)
  }

  /** @throws MillraceError: in `${future}` or `future + 1` its result is meant. */
  [Symbol.toPrimitive](): never {
    throw new MillraceError(`the future of task run '${this.name}' is no value; await it, and use its result`)
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is what a future is for
  then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((value: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.result().then(onFulfilled, onRejected)
  }
}
