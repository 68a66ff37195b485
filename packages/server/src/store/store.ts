import type { Compilable, Kysely } from 'kysely'
import type { Cells } from './cells.ts'
import type { Dialect } from './dialect/dialect.ts'
import type { Schema } from './schema.ts'

/**
 * A statement written by hand for a hot path; parameters are `?`, in order, on both databases. Keep one constant per statement: it is the
 * identity under which it stays prepared. Objects, arrays and booleans are encoded by themselves; a JSON value that may
 * be a plain string or number (`data`, `value`) goes through `jsonText`.
 */
export interface HotStatement {
  readonly sql: string
}

/** Where queries run. Hot paths use `all`, which reuses one prepared statement; everything else uses `db`. */
export interface Queries {
  readonly db: Kysely<Schema>
  readonly dialect: Dialect
  /** Rows decoded by the names of the columns they answer, as `db` decodes them. */
  all<Row>(statement: HotStatement, parameters: readonly unknown[]): Promise<Row[]>
  /** What a query finds without decoding it, for lists that are written as JSON again at once. */
  cells(query: Compilable): Promise<Cells>
}

/** Queries inside one transaction. */
export interface Transaction extends Queries {
  /** Calls back once the transaction is durable; never after a rollback. What is published goes through here. */
  afterCommit(callback: () => void): void
}

/**
 * The database. A write is acknowledged, by its promise, only after COMMIT. On SQLite the writes waiting at one turn of the event
 * loop share one transaction, each behind a savepoint, so that a failing one takes only itself back; on Postgres each
 * has its own transaction. Inside `work`, await nothing but queries of the transaction given; on Postgres it may be run again when
 * the transaction lost against another. An error of a query must leave `work`: expect conflicts by `on conflict`, not by catching.
 * Queries run in the order in which they are issued; those that are issued together (`Promise.all`) share a round trip to Postgres.
 */
export interface Store extends AsyncDisposable {
  readonly dialect: Dialect
  /** Reads committed data. */
  read<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result>
  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /** Opens a way to the other servers on this database, where there can be any: on Postgres. It closes with the store. */
  openChannel?(hear: (text: string) => void): Channel
}

/** Texts between the servers that share a database. They arrive once, in order, or not at all: hints, not messages to rely on. */
export interface Channel {
  readonly isOpen: boolean
  /** To all others, soon; a text may be of any length. */
  send(text: string): void
}
