import { AsyncLocalStorage } from 'node:async_hooks'
import { OutsideRun } from '../errors.ts'

/** A value that holds for everything a function does, also after an `await`. */
export interface Ambient<Value> {
  run<Result>(value: Value, body: () => Result): Result
  /** The value, or undefined outside of `run`. */
  peek(): Value | undefined
  /** @throws OutsideRun naming what is missing. */
  get(): Value
}

/** Makes an ambient value; `missing` is what to tell who asks for it outside. */
export function ambient<Value>(missing: string): Ambient<Value> {
  const storage = new AsyncLocalStorage<Value>()
  return {
    run: (value, body) => storage.run(value, body),
    peek: () => storage.getStore(),
    get() {
      const value = storage.getStore()
      if (value === undefined) throw new OutsideRun(missing)
      return value
    },
  }
}
