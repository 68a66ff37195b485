/** What goes on in a flow run beside its code: task runs, subflows, runs that were asked for. The flow run does not end before. */
export class UnderWay {
  #count = 0
  #over: PromiseWithResolvers<void> | undefined

  /** Each needs its `end`. There may be very many, so that only their number is kept. */
  begin(): void {
    this.#count += 1
  }

  end(): void {
    this.#count -= 1
    if (this.#count > 0) return
    this.#over?.resolve()
    this.#over = undefined
  }

  /** Counts `work` until it settles, and answers what it does. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    this.begin()
    try {
      return await work
    } finally {
      this.end()
    }
  }

  /** Resolves when nothing is under way, nor begun meanwhile. */
  async over(): Promise<void> {
    while (this.#count > 0) await (this.#over ??= Promise.withResolvers()).promise
  }
}
