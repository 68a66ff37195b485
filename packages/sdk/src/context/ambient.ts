import { AsyncLocalStorage } from 'node:async_hooks'
import { OutsideRun } from '../errors.ts'

/** A value that holds for everything a function does, also after an `await`. */
export interface Ambient<Value> {
  run<Result>(value: Value, body: () => Result): Result
  /**
   * Holds for what follows in the calling function until it is disposed of, for `using`. A caller of that function that
   * does not await it sees the value meanwhile; `run` has no such edge.
   */
  enter(value: Value): Disposable
  /** The value, or undefined outside of `run`. */
  peek(): Value | undefined
  /** @throws OutsideRun naming what is missing. */
  get(): Value
}

interface Entry<Value> {
  readonly value: Value
  readonly outer: Entry<Value> | undefined
  /** One that was disposed of may still be the current one of code that began within it. */
  over: boolean
}

/** Makes an ambient value; `missing` is what to tell who asks for it outside. */
export function ambient<Value>(missing: string): Ambient<Value> {
  const storage = new AsyncLocalStorage<Entry<Value> | undefined>()
  const inside = (value: Value): Entry<Value> => ({ value, outer: current(), over: false })
  const current = (): Entry<Value> | undefined => {
    let entry = storage.getStore()
    while (entry?.over === true) entry = entry.outer
    return entry
  }
  return {
    run: (value, body) => storage.run(inside(value), body),
    enter(value) {
      const entry = inside(value)
      storage.enterWith(entry)
      return {
        [Symbol.dispose]() {
          entry.over = true
        },
      }
    },
    peek: () => current()?.value,
    get() {
      const entry = current()
      if (entry === undefined) throw new OutsideRun(missing)
      return entry.value
    },
  }
}
