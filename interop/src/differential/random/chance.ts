/** Numbers that look random and are the same for the same seed, on every machine (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A number of [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }

  /** A whole number of [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  /** True this often, of 1. */
  happens(often: number): boolean {
    return this.next() < often
  }

  /** One of a list that is not empty. */
  one<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('expected a list that has something to choose from')
    return item
  }

  /** Up to `most` of a list, in its order. */
  some<Item>(items: readonly Item[], most: number): Item[] {
    const wanted = this.below(Math.min(most, items.length) + 1)
    return items.filter((_, index) => this.next() < wanted / (items.length - index || 1)).slice(0, most)
  }
}
