import type { Dialect } from '../dialect/dialect.ts'
import { sqliteDialect } from '../dialect/sqlite.ts'
import { type Session, SessionQueries } from '../session.ts'
import type { Queries, Store, Transaction } from '../store.ts'
import type { SqliteConnection } from './connection.ts'
import type { GroupWriter } from './group-writer.ts'
import { patiently } from './patience.ts'

/** A store in one SQLite file: a connection that writes, and one that reads what is committed. */
export class SqliteStore implements Store {
  readonly dialect: Dialect = sqliteDialect
  readonly #writing: SqliteConnection
  readonly #writer: GroupWriter
  /** Undefined for a database in memory, which only the connection that made it sees. */
  readonly #reading: SqliteConnection | undefined
  readonly #queries: Queries | undefined

  constructor(writing: SqliteConnection, writer: GroupWriter, reading: SqliteConnection | undefined) {
    this.#writing = writing
    this.#writer = writer
    this.#reading = reading
    this.#queries = reading && new SessionQueries(patientSession(reading), sqliteDialect)
  }

  read<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.#queries === undefined ? this.#writer.write(work) : work(this.#queries)
  }

  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.#writer.write(work)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.drain()
    this.#reading?.close()
    this.#writing.close()
  }
}

/** Readers are locked out only while another process recovers or removes the log of a crashed one. */
const patientSession = (connection: SqliteConnection): Session => ({
  run: (sql, parameters) => patiently(() => connection.run(sql, parameters)),
  runHot: (statement, parameters) => patiently(() => connection.runHot(statement, parameters)),
  cells: (sql, parameters) => patiently(() => connection.cells(sql, parameters)),
})
