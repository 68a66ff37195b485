import type { AnyFunction } from '../parameters/signature.ts'
import type { RunState } from '../states/run-state.ts'

/**
 * Runs a generator as a flow or task run and hands on what it yields as it comes: it goes on when the next item is asked
 * for. Whoever stops asking ends the run, which is Completed then. Nothing is run before the first item is asked for.
 */
export async function* streamed(
  fn: AnyFunction,
  run: (fn: (...args: unknown[]) => Promise<unknown>) => Promise<RunState>,
): AsyncGenerator<unknown, unknown, void> {
  const handover = new Handover()
  const finished = run(async (...args) => {
    const source = fn(...(args as never[])) as AsyncGenerator<unknown, unknown, void> | Generator<unknown, unknown, void>
    for (;;) {
      const { done, value } = await source.next()
      if (done === true) return value
      if (await handover.give(value)) continue
      await source.return(undefined)
      return undefined
    }
  }).finally(() => handover.close())
  // Whoever stops asking does not hear how it ended.
  finished.catch(() => undefined)
  try {
    for (let next = await handover.take(); next !== undefined; next = await handover.take()) yield next.item
    return (await finished).result()
  } finally {
    handover.close()
    await finished.catch(() => undefined)
  }
}

interface Offer {
  readonly item: unknown
  readonly taken: (whether: boolean) => void
}

/** Passes items from one side to the other, one at a time. */
class Handover {
  #offer: Offer | undefined
  #given: Offer['taken'] | undefined
  #wake: (() => void) | undefined
  #closed = false

  /** Resolves when the item was taken and the next one is wanted; false once it is closed. */
  give(item: unknown): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false)
    return new Promise((taken) => {
      this.#offer = { item, taken }
      this.#wake?.()
    })
  }

  /** The next item; undefined once it is closed. Asking for it says that the one before was used. */
  async take(): Promise<{ readonly item: unknown } | undefined> {
    this.#given?.(true)
    this.#given = undefined
    while (this.#offer === undefined && !this.#closed) await new Promise<void>((resolve) => (this.#wake = resolve))
    const offer = this.#offer
    this.#offer = undefined
    this.#given = offer?.taken
    return offer
  }

  close(): void {
    this.#closed = true
    this.#given?.(false)
    this.#offer?.taken(false)
    this.#wake?.()
  }
}
