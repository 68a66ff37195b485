/** How long something found is taken to be still so, at most: another server on the same database may have changed it. */
const HOLDS_MS = 2000
/** That are remembered; beyond it the one that was found first is forgotten. */
const MOST = 10_000

interface Entry<Value> {
  readonly found: Value | Promise<Value | undefined>
  readonly until: number
}

/** What was found lately, so that a call need not look again. What is not there is not remembered. */
export class Known<Value> {
  readonly #entries = new Map<string, Entry<Value>>()
  readonly #find: (name: string) => Promise<Value | undefined>

  constructor(find: (name: string) => Promise<Value | undefined>) {
    this.#find = find
  }

  /** At once where it is known; calls that come while it is looked for wait for the same answer. */
  get(name: string): Value | Promise<Value | undefined> {
    const entry = this.#entries.get(name)
    return entry !== undefined && entry.until > performance.now() ? entry.found : this.#look(name)
  }

  /** To be called after every change that this process makes. What is being looked for meanwhile is not remembered either. */
  forget(): void {
    this.#entries.clear()
  }

  #look(name: string): Promise<Value | undefined> {
    const until = performance.now() + HOLDS_MS
    const found = this.#find(name)
    this.#remember(name, { found, until })
    const settle = (value: Value | undefined): void => {
      if (this.#entries.get(name)?.found !== found) return
      if (value === undefined) this.#entries.delete(name)
      else this.#remember(name, { found: value, until })
    }
    found.then(settle, () => settle(undefined))
    return found
  }

  #remember(name: string, entry: Entry<Value>): void {
    this.#entries.delete(name)
    this.#entries.set(name, entry)
    if (this.#entries.size <= MOST) return
    const { value: first } = this.#entries.keys().next()
    if (first !== undefined) this.#entries.delete(first)
  }
}
