import type { RunState } from '../states/run-state.ts'
import type { TaskFuture } from './task-future.ts'

/** A task run that has ended. */
export interface EndedTask<Result> {
  /** Its place among those that were asked for. */
  readonly index: number
  readonly future: TaskFuture<Result>
  /** Final; Failed ones come, too. */
  readonly state: RunState<Result>
}

/**
 * Task runs in the order in which they end, however they end: `for await (const { future, state } of asCompleted(futures))`.
 * It is Prefect's `as_completed`; leaving the loop leaves the other runs alone.
 *
 * A future by itself would be awaited by the loop, so that it comes as a part of something.
 */
export const asCompleted = <Future extends TaskFuture<unknown>>(
  futures: Iterable<Future>,
): AsyncGenerator<EndedTask<Awaited<Future>>, void, undefined> =>
  // By the type of the future and not of its result: of several types, TypeScript would take the first for that of all.
  inOrderOfEnd([...futures] as TaskFuture<Awaited<Future>>[])

async function* inOrderOfEnd<Result>(all: readonly TaskFuture<Result>[]): AsyncGenerator<EndedTask<Result>, void, undefined> {
  const ended: EndedTask<Result>[] = []
  let next = Promise.withResolvers<void>()
  const watch = async (future: TaskFuture<Result>, index: number): Promise<void> => {
    ended.push({ index, future, state: await future.wait() })
    next.resolve()
  }
  // None rejects: states come, also those of failures.
  for (const [index, future] of all.entries()) void watch(future, index)
  for (let given = 0; given < all.length;) {
    await next.promise
    next = Promise.withResolvers()
    for (const each of ended.splice(0)) {
      given += 1
      yield each
    }
  }
}
