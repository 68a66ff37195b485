import { currentClock } from '../clock.ts'
import type { TaskFuture } from './task-future.ts'

/** Which task runs have ended, and which have not. */
export interface Waited<Future extends TaskFuture<unknown>> {
  readonly done: readonly Future[]
  readonly notDone: readonly Future[]
}

/**
 * Waits until all of these task runs have ended, however they end, or `timeoutSeconds` are over (default: as long as it takes); those
 * that have not ended go on. It is Prefect's `wait`.
 */
export async function wait<Future extends TaskFuture<unknown>>(
  futures: Iterable<Future>,
  { timeoutSeconds }: { readonly timeoutSeconds?: number } = {},
): Promise<Waited<Future>> {
  const all = [...futures]
  // By this and not by their states: one whose argument failed has ended, and is NotReady.
  const done = new Set<Future>()
  const ended = Promise.all(all.map((future) => future.wait().then(() => done.add(future))))
  if (timeoutSeconds === undefined) await ended
  else {
    const late = Promise.withResolvers<void>()
    using _timer = currentClock().timer(timeoutSeconds * 1000, () => late.resolve())
    await Promise.race([ended, late.promise])
  }
  return { done: all.filter((future) => done.has(future)), notDone: all.filter((future) => !done.has(future)) }
}
