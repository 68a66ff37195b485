import type { AnyFunction } from '../parameters/signature.ts'

/** What is called in place of the functions of tasks, in tests. */
const replaced = new Map<AnyFunction, AnyFunction>()

/** Whether another function stands in for this one. */
export const isReplaced = (fn: AnyFunction): boolean => replaced.has(fn)

/** The function itself, or the one that stands in for it. */
export const functionInPlaceOf = (fn: AnyFunction): AnyFunction => replaced.get(fn) ?? fn

/** Has another function called in place of this one until disposed of. */
export function replaceFunction(fn: AnyFunction, other: AnyFunction): Disposable {
  const before = replaced.get(fn)
  replaced.set(fn, other)
  return {
    [Symbol.dispose]() {
      if (before === undefined) replaced.delete(fn)
      else replaced.set(fn, before)
    },
  }
}
