import { Pool } from 'pg'
import { StoreUnopenable } from '../errors.ts'
import { migratePostgres } from '../migrations/migrate-postgres.ts'
import type { Store } from '../store.ts'
import { GatheringSocket } from './gathering-socket.ts'
import { PostgresStore } from './postgres-store.ts'
import { typeParsers } from './types.ts'

export interface PostgresOptions {
  readonly url: string
  /** Seconds that a statement may take. */
  readonly timeout: number
  readonly poolSize: number
  readonly migrate: boolean
}

/** Milliseconds until a server that does not answer counts as away. */
const CONNECT_TIMEOUT = 10_000

/** Connects to a Postgres server, brings the tables up to date, and pools the connections. */
export async function openPostgres({ url, timeout, poolSize, migrate }: PostgresOptions): Promise<Store> {
  const where = withoutPassword(url)
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: Math.round(timeout * 1000),
    options: '-c TimeZone=UTC -c DateStyle=ISO',
    application_name: 'millrace',
    types: typeParsers,
    // Statements that are issued together go together, and a transaction begins with its first one.
    pipeline: true,
    stream: () => new GatheringSocket(),
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  // The pool listens to idle connections only: one that breaks under a statement, as when Postgres restarts, would end the process too. The
  // statement itself fails, and the connection is thrown away.
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await migratePostgres(pool, where, migrate)
    return new PostgresStore(pool, url)
  } catch (error) {
    await pool.end()
    if (error instanceof StoreUnopenable || !(error instanceof Error)) throw error
    throw new StoreUnopenable(
      `cannot use the database ${where}: ${error.message}; check MILLRACE_SERVER_DATABASE_CONNECTION_URL and that the server runs`,
      { cause: error },
    )
  }
}

const withoutPassword = (url: string): string => url.replace(/^([^:]+:\/\/[^:@/]*):[^@]*@/, '$1:…@')
