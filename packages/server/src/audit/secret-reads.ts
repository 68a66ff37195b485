import type { AuditedCall } from './draft.ts'

/** One reader's reads of one block within this time are one entry. */
const PERIOD_MS = 60_000
/** Reads that are remembered; with more than that within a minute, some are recorded again. */
const MOST = 1000

/** Says which reads of secrets are recorded: of each reader and block one a minute, as every run of a flow may read the same. */
export class SecretReads {
  /** In the order in which they were recorded. */
  readonly #recorded = new Map<string, number>()

  /** True for a read that is to be recorded. */
  isFirst({ actor, address }: AuditedCall, what: string, now: number): boolean {
    const key = `${actor.id ?? address ?? ''} ${what}`
    const last = this.#recorded.get(key)
    if (last !== undefined && now - last < PERIOD_MS) return false
    this.#recorded.delete(key)
    this.#recorded.set(key, now)
    const [oldest] = this.#recorded.keys()
    if (this.#recorded.size > MOST && oldest !== undefined) this.#recorded.delete(oldest)
    return true
  }
}
