import { StoreUnopenable } from './errors.ts'

/** Where a database is: a SQLite file (`:memory:` for none) or the URL of a Postgres server. */
export type DatabaseAddress = { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string }

const SQLITE = /^sqlite(?:\+aiosqlite)?:\/\/(.*)$/s
const POSTGRES = /^postgres(?:ql)?(?:\+asyncpg)?:\/\/(.*)$/s

/**
 * Reads a connection URL as Prefect and SQLAlchemy write it: `sqlite:///relative/file`, `sqlite:////absolute/file`, `sqlite://`
 * for memory, `postgresql://user:password@host:port/name`; with or without `+aiosqlite` and `+asyncpg`.
 */
export function parseConnectionUrl(connectionUrl: string): DatabaseAddress {
  if (connectionUrl === ':memory:') return { kind: 'sqlite', path: ':memory:' }
  const file = SQLITE.exec(connectionUrl)?.[1]
  if (file !== undefined) return { kind: 'sqlite', path: sqlitePath(file) }
  const server = POSTGRES.exec(connectionUrl)?.[1]
  if (server !== undefined) return { kind: 'postgres', url: `postgresql://${asNodePostgres(server)}` }
  throw new StoreUnopenable(
    `expected MILLRACE_SERVER_DATABASE_CONNECTION_URL to begin with sqlite:// or postgresql://, got ${JSON.stringify(connectionUrl.replace(/:[^:@/]*@/, ':…@'))}`,
  )
}

function sqlitePath(rest: string): string {
  const path = rest.replace(/^\//, '').replace(/\?.*$/s, '')
  return path === '' ? ':memory:' : path
}

/** asyncpg names its TLS option `ssl` where libpq and node-postgres have `sslmode`. */
const asNodePostgres = (rest: string): string =>
  rest.replace(/([?&])ssl=(disable|allow|prefer|require|verify-ca|verify-full)\b/, '$1sslmode=$2')
