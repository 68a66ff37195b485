import { asError, UpstreamFailed } from '../errors.ts'
import { errorIn } from '../states/outcome.ts'
import type { RunState } from '../states/run-state.ts'
import { AllowedFailure, Unmapped } from './annotations.ts'
import { TaskFuture } from './task-future.ts'
import { TaskFutures } from './task-futures.ts'
import { isPlainObject } from '../plain-object.ts'

/** Deeper than this, arguments are passed as they are. */
const DEEPEST = 8

/**
 * Waits for the futures in `value` (itself, or in arrays and plain objects within it) and puts their results in their
 * place. Answers the very same object when there is none.
 *
 * @throws UpstreamFailed when one of them did not complete, unless `allowFailure` is around it.
 */
export async function resolveFutures(value: unknown): Promise<unknown> {
  const waiting = [...futuresIn(value)]
  if (waiting.length === 0 && !containsAnnotation(value, 0)) return value
  for (const future of waiting) await future.wait()
  return replaced(value, 0)
}

/** Every future in `value`, also those in arrays and plain objects. */
export function* futuresIn(value: unknown, depth = 0, above: readonly unknown[] = []): Generator<TaskFuture<unknown>> {
  if (value instanceof TaskFuture) yield value
  else if (value instanceof TaskFutures) yield* value
  else if (value instanceof AllowedFailure) yield value.future
  else if (value instanceof Unmapped) yield* futuresIn(value.value, depth, above)
  else if (depth < DEEPEST && !above.includes(value)) {
    const items = itemsOf(value)
    if (items.length === 0) return
    const path = [...above, value]
    for (const item of items) if (mayHoldMore(item)) yield* futuresIn(item, depth + 1, path)
  }
}

const mayHoldMore = (value: unknown): boolean => typeof value === 'object' && value !== null

const containsAnnotation = (value: unknown, depth: number, above: readonly unknown[] = []): boolean =>
  value instanceof Unmapped ||
  value instanceof TaskFutures ||
  (depth < DEEPEST &&
    mayHoldMore(value) &&
    !above.includes(value) &&
    itemsOf(value).some((item) => mayHoldMore(item) && containsAnnotation(item, depth + 1, [...above, value])))

function replaced(value: unknown, depth: number): unknown {
  if (value instanceof TaskFuture) return resultOf(value)
  if (value instanceof TaskFutures) return value.all().map(resultOf)
  if (value instanceof AllowedFailure) return resultOrError(value.future.state())
  if (value instanceof Unmapped) return replaced(value.value, depth)
  if (depth >= DEEPEST) return value
  if (Array.isArray(value)) return value.map((item) => replaced(item, depth + 1))
  if (itemsOf(value).length === 0) return value
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, replaced(item, depth + 1)]))
}

function resultOf(future: TaskFuture<unknown>): unknown {
  const state = future.state()
  if (state.isCompleted) return state.result()
  throw new UpstreamFailed(future.taskRunId, future.name, state.toString(), errorIn(state))
}

function resultOrError(state: RunState): unknown {
  try {
    return state.result()
  } catch (error) {
    return asError(error)
  }
}

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (!isPlainObject(value)) return []
  try {
    return Object.values(value)
  } catch {
    // A getter throws: nobody else gets anything out of this object either.
    return []
  }
}
