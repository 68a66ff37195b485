import { inspect } from 'node:util'

const SHOWN = '********'

/** A value that is not shown: not in logs, not as JSON, not as text. Only `get()` answers it. */
export class SecretValue<Value = string> {
  readonly #value: Value

  constructor(value: Value) {
    this.#value = value
  }

  get(): Value {
    return this.#value
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [inspect.custom](): string {
    return `SecretValue(${SHOWN})`
  }
}
