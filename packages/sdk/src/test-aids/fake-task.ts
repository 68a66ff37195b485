import { MillraceError } from '../errors.ts'
import { replaceFunction } from '../engine/replaced-functions.ts'
import { isGeneratorFunction } from '../generators/generator-function.ts'
import type { AnyFunction } from '../parameters/signature.ts'
import type { Called } from '../result-of.ts'
import type { AnyTask, Task } from '../task.ts'

/** A task whose function another one stands in for. */
export interface FakedTask<Fn extends AnyFunction> extends Disposable {
  /** The arguments of each attempt so far, in their order. */
  readonly calls: readonly Parameters<Fn>[]
}

/**
 * Has `fn` called in place of the task's function, until disposed of: `using sent = fakeTask(sendMail, async () => 'sent')`.
 * Everything else is as ever: retries, timeouts, caching, states. It runs here, whatever the task runner.
 *
 * @throws MillraceError for a task that streams.
 */
export function fakeTask<Fn extends AnyFunction>(
  task: Task<Fn>,
  fn: (...args: Parameters<Fn>) => ReturnType<Fn> | Awaited<ReturnType<Fn>>,
): FakedTask<Fn> {
  const { name, fn: original } = (task as unknown as AnyTask).definition
  if (isGeneratorFunction(original)) throw new MillraceError(`task '${name}' streams what it yields; only tasks that return can be faked`)
  const calls: Parameters<Fn>[] = []
  const replaced = replaceFunction(original, (...args: never[]) => {
    calls.push(args as Parameters<Fn>)
    return fn(...(args as Parameters<Fn>))
  })
  return { calls, [Symbol.dispose]: () => replaced[Symbol.dispose]() }
}

/** A task of whatever signature, and what it answers each time. */
export type RecordedResult = readonly [task: Called<AnyFunction> & { readonly definition: unknown }, result: unknown]

/**
 * Has tasks answer what was recorded, an Error by failing with it, without calling their functions, until disposed of:
 * `using _ = fakeTasks([fetchRows, rows], [store, undefined])`.
 */
export function fakeTasks(...recorded: readonly RecordedResult[]): Disposable {
  const faked = recorded.map(([task, result]) => fakeTask(task as Task<AnyFunction>, () => answer(result)))
  return {
    [Symbol.dispose]() {
      for (const each of faked) each[Symbol.dispose]()
    },
  }
}

function answer(result: unknown): unknown {
  if (result instanceof Error) throw result
  return result
}
