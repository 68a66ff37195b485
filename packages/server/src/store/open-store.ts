import { parseConnectionUrl } from './connection-url.ts'
import type { StorageFailed } from './errors.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'
import type { Store } from './store.ts'

export interface StoreOptions {
  /** `sqlite:///FILE`, `sqlite://` (memory), or `postgresql://…`; Prefect's `+aiosqlite` and `+asyncpg` are read too. */
  readonly connectionUrl: string
  /** When SQLite flushes to disk. */
  readonly synchronous: 'FULL' | 'NORMAL' | 'OFF'
  /** Seconds that a statement may take on Postgres. */
  readonly timeout: number
  /** Most connections to Postgres. */
  readonly poolSize: number
  /** Bring the tables up to date; otherwise a database that is behind is refused. */
  readonly migrate: boolean
  /** Called once when the disk has failed under SQLite: no write is taken any more, and the process should end. */
  readonly onFatal?: (error: StorageFailed) => void
}

/** Opens the database that the settings name. Throws `StoreUnopenable`, whose message says what to do. */
export async function openStore({ connectionUrl, synchronous, timeout, poolSize, migrate, onFatal }: StoreOptions): Promise<Store> {
  const address = parseConnectionUrl(connectionUrl)
  if (address.kind === 'sqlite') {
    return await openSqlite({ path: address.path, synchronous, migrate, onFatal: onFatal ?? (() => undefined) })
  }
  // Loaded when wanted: most processes, every script among them, only have a SQLite file.
  const { openPostgres } = await import('./postgres/open-postgres.ts')
  return await openPostgres({ url: address.url, timeout, poolSize, migrate })
}
