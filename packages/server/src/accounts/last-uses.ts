/** That are remembered; of others the database says to the minute when they were used. */
const MOST = 10_000

interface Use {
  /** In milliseconds. */
  at: number
  /** Of the use that was last written down. */
  written: number
}

/** When each of many things was last used: known at once, written down at most once in a while, as every call is a use. */
export class LastUses {
  readonly #uses = new Map<string, Use>()
  readonly #everyMs: number
  readonly #write: (name: string, at: number) => void

  constructor(everyMs: number, write: (name: string, at: number) => void) {
    this.#everyMs = everyMs
    this.#write = write
  }

  /** Milliseconds of the last use, as far as it is known here. */
  of(name: string): number | undefined {
    return this.#uses.get(name)?.at
  }

  note(name: string, at: number, written: number): void {
    const use = this.#uses.get(name) ?? this.#remember(name, { at, written })
    use.at = at
    if (at - use.written < this.#everyMs) return
    use.written = at
    this.#write(name, at)
  }

  #remember(name: string, use: Use): Use {
    this.#uses.set(name, use)
    if (this.#uses.size > MOST) {
      const { value: first } = this.#uses.keys().next()
      if (first !== undefined) this.#uses.delete(first)
    }
    return use
  }
}
