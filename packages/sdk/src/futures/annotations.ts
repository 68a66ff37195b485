import type { TaskFuture } from './task-future.ts'

/** A value that `map` passes to every task run as it is. */
export class Unmapped<Value> {
  readonly value: Value

  constructor(value: Value) {
    this.value = value
  }
}

/** A future whose failure does not keep the task that takes it from running. */
export class AllowedFailure<Result> {
  readonly future: TaskFuture<Result>

  constructor(future: TaskFuture<Result>) {
    this.future = future
  }
}

/** Passes `value` to every task run of a `map`, although it could be mapped over. */
export const unmapped = <Value>(value: Value): Unmapped<Value> => new Unmapped(value)

/** Lets a task run although `future` may fail: it then gets the `Error` in the place of the result. */
export const allowFailure = <Result>(future: TaskFuture<Result>): AllowedFailure<Result> => new AllowedFailure(future)
