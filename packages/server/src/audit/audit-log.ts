import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { ServerContext } from '../context.ts'
import { BatchQueue } from '../events/batch-queue.ts'
import { StoreClosed } from '../store/errors.ts'
import { appendEntries, type Draft } from './append-entries.ts'

/** Entries of one transaction, and entries that wait while refusals are still taken. */
const LIMITS = { batch: 100, waiting: 1000 }
/** Milliseconds after which a write that failed is tried again; then it is in the server's own log alone. */
const PAUSES_MS = [100, 500, 2000]

type Context = Pick<ServerContext, 'store' | 'clock' | 'log' | 'settings'>

/** Appends to the audit log: one write at a time, of everything that waits then. */
export class AuditLog {
  readonly #context: Context
  readonly #queue: BatchQueue<Draft>
  /** The server's own log, where the settings ask for every entry there, too. */
  readonly #lines: Logger | undefined

  constructor(context: Context) {
    this.#context = context
    this.#lines = context.settings.server.auditEnabled ? context.log.child({ audit: true }, { level: 'info' }) : undefined
    this.#queue = new BatchQueue((drafts) => this.#write(drafts), LIMITS)
  }

  /** True while the database does not keep up, when what nobody waits for is left out. */
  get isBehind(): boolean {
    return this.#queue.isFull
  }

  /**
   * Resolves once the entries are on disk. Never rejects: what they tell of has happened, and where they cannot be written the server's
   * own log has them.
   */
  async record(drafts: readonly Draft[]): Promise<void> {
    try {
      await this.#queue.submit(drafts)
    } catch (error) {
      this.#context.log.error({ err: error, entries: drafts }, 'entries of the audit log could not be written')
    }
  }

  /** Resolves once nothing waits. */
  async drain(): Promise<void> {
    await this.#queue.drain()
  }

  async #write(drafts: readonly Draft[]): Promise<void> {
    const { store, clock } = this.#context
    for (const pause of [...PAUSES_MS, undefined]) {
      try {
        const entries = await store.write((tx) => appendEntries(tx, clock.now(), drafts))
        for (const entry of entries) this.#lines?.info({ entry }, 'an entry of the audit log')
        return
      } catch (error) {
        if (pause === undefined || error instanceof StoreClosed) throw error
        await delay(pause, undefined, { ref: false })
      }
    }
  }
}
