/** Milliseconds for which the place of somebody is kept who asks again at once. */
const KEPT_MS = 5000

/**
 * The callers of this server who wait for slots, in the order in which they came. Whoever asks again under the same key within seconds,
 * since an answer is held back for a limited time only, has the place it had.
 */
export class SlotLine {
  readonly #line: Place[] = []
  readonly #kept = new Map<string, number>()
  #arrivals = 0

  /** Joins the line; `key` tells who it is, undefined for somebody unknown. */
  join(names: readonly string[], key: string | undefined): Place {
    const place = new Place(this, names, this.#sinceOf(key), key)
    const behind = this.#line.findIndex(({ since }) => since > place.since)
    this.#line.splice(behind === -1 ? this.#line.length : behind, 0, place)
    return place
  }

  /** True when nobody who wants one of the same names came before. */
  isFirst(place: Place): boolean {
    for (const other of this.#line) {
      if (other === place) return true
      if (other.wantsAnyOf(place)) return false
    }
    return false
  }

  /** Takes somebody out of the line and lets those move who may be first now. */
  leave(place: Place, isServed: boolean): void {
    const at = this.#line.indexOf(place)
    if (at !== -1) this.#line.splice(at, 1)
    if (!isServed && place.key !== undefined) this.#keep(place.key, place.since)
    for (const other of this.#line) if (other.wantsAnyOf(place)) return other.wake()
  }

  #sinceOf(key: string | undefined): number {
    const kept = key === undefined ? undefined : this.#kept.get(key)
    return kept ?? (this.#arrivals += 1)
  }

  #keep(key: string, since: number): void {
    this.#kept.set(key, since)
    setTimeout(() => {
      if (this.#kept.get(key) === since) this.#kept.delete(key)
    }, KEPT_MS).unref()
  }
}

/** Somebody's place in the line; given up at the end of a `using`. */
export class Place implements Disposable {
  readonly since: number
  readonly key: string | undefined
  readonly #line: SlotLine
  readonly #names: ReadonlySet<string>
  #served = false
  #wake: (() => void) | undefined

  constructor(line: SlotLine, names: readonly string[], since: number, key: string | undefined) {
    this.#line = line
    this.#names = new Set(names)
    this.since = since
    this.key = key
  }

  get isFirst(): boolean {
    return this.#line.isFirst(this)
  }

  /** Resolves when this may be first, or when `signal` aborts. */
  moved(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  wake(): void {
    this.#wake?.()
  }

  wantsAnyOf(other: Place): boolean {
    return !this.#names.isDisjointFrom(other.#names)
  }

  /** Says that what was waited for is had, so that the place is not kept. */
  serve(): void {
    this.#served = true
  }

  [Symbol.dispose](): void {
    this.#line.leave(this, this.#served)
  }
}
