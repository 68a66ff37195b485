import { MillraceError } from '../errors.ts'
import type { RunState } from '../states/run-state.ts'
import type { TaskFuture } from './task-future.ts'

/**
 * The task runs of one `map`, in the order of its inputs.
 *
 * Awaiting them gives all results, or throws the error of the first in order that failed; iterating gives the futures.
 */
export class TaskFutures<Result> implements PromiseLike<Result[]>, Iterable<TaskFuture<Result>> {
  readonly #futures: readonly TaskFuture<Result>[]

  constructor(futures: readonly TaskFuture<Result>[]) {
    this.#futures = futures
  }

  get length(): number {
    return this.#futures.length
  }

  /** The future of the input at `index`; a negative one counts from the end. */
  at(index: number): TaskFuture<Result> | undefined {
    return this.#futures.at(index)
  }

  /** The futures as an array. */
  all(): TaskFuture<Result>[] {
    return [...this.#futures]
  }

  [Symbol.iterator](): Iterator<TaskFuture<Result>> {
    return this.#futures[Symbol.iterator]()
  }

  /** The states they have now. */
  states(): RunState<Result>[] {
    return this.#futures.map((future) => future.state())
  }

  /** Resolves to all final states, also when some are Failed. */
  async wait(): Promise<RunState<Result>[]> {
    const states: RunState<Result>[] = []
    // One after the other: none rejects, and who waits for very many at once has much in memory for it.
    for (const future of this.#futures) states.push(await future.wait())
    return states
  }

  /** All return values. Rejects, once all have finished, with the error of the first in order that failed. */
  async result(): Promise<Result[]> {
    return (await this.wait()).map((state) => state.result())
  }

  /** @throws MillraceError: in `${futures}` their results are meant. */
  [Symbol.toPrimitive](): never {
    throw new MillraceError(`the futures of ${this.#futures.length} task runs are no value; await them, and use their results`)
  }

  /** @throws MillraceError: futures have no JSON, and would be taken for their results. */
  toJSON(): never {
    throw new MillraceError(`the futures of ${this.#futures.length} task runs are no JSON; await them, and use their results`)
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is what futures are for
  then<Fulfilled = Result[], Rejected = never>(
    onFulfilled?: ((value: Result[]) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.result().then(onFulfilled, onRejected)
  }
}
