import type { AnyFunction } from '../parameters/signature.ts'

/** True for `function*` and `async function*`. */
export const isGeneratorFunction = (fn: AnyFunction): boolean => /^(?:Async)?GeneratorFunction$/.test(fn.constructor.name)

/**
 * Calls a function and answers what it comes to; a generator is run to its end, and comes to all that it yields.
 *
 * Async, so that what a plain function throws becomes a rejection.
 */
export async function callFunction(fn: AnyFunction, args: readonly unknown[]): Promise<unknown> {
  const value: unknown = await fn(...(args as never[]))
  if (!isGeneratorFunction(fn)) return value
  const items: unknown[] = []
  for await (const item of value as AsyncIterable<unknown>) items.push(item)
  return items
}
