import type { Draft } from './append-entries.ts'

/** Refused calls of one address, and of all together, that are recorded one by one within a period; more of them are counted. */
const EACH = 5
const ALL = 100
const PERIOD_MS = 60_000
/** Addresses that are counted apart. */
const MOST_ADDRESSES = 1000

interface Counted {
  recorded: number
  /** The last that was not recorded, and how many were not. */
  last: Draft | undefined
  more: number
}

/**
 * Lets refused calls into the audit log without letting who makes them fill the disk: of each address five a minute, a hundred of all;
 * then, once the minute is over, one entry that says how many more there were.
 */
export class Refusals {
  readonly #record: (drafts: readonly Draft[]) => void
  #counts = new Map<string, Counted>()
  #recorded = 0
  #timer: NodeJS.Timeout | undefined

  constructor(record: (drafts: readonly Draft[]) => void) {
    this.#record = record
  }

  refused(draft: Draft): void {
    const address = draft.address ?? ''
    const key = this.#counts.has(address) || this.#counts.size < MOST_ADDRESSES ? address : 'others'
    const counted = this.#counts.get(key) ?? { recorded: 0, last: undefined, more: 0 }
    this.#counts.set(key, counted)
    this.#timer ??= setTimeout(() => this.end(), PERIOD_MS).unref()
    if (counted.recorded < EACH && this.#recorded < ALL) {
      counted.recorded += 1
      this.#recorded += 1
      this.#record([draft])
      return
    }
    counted.last = draft
    counted.more += 1
  }

  /** Ends the period: records how many more there were. */
  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const counts = [...this.#counts.values()]
    this.#counts = new Map()
    this.#recorded = 0
    const summaries = counts.flatMap(({ last, more }) => (last === undefined ? [] : [{ ...last, details: { ...last.details, more } }]))
    if (summaries.length > 0) this.#record(summaries)
  }
}
