import {
  type Compilable,
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  type Dialect as KyselyDialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Dialect } from './dialect/dialect.ts'
import type { Cells } from './cells.ts'
import { encodeJsonColumns } from './encode-json-columns.ts'
import type { Schema } from './schema.ts'
import type { HotStatement, Queries } from './store.ts'

export interface Executed {
  /** Decoded by column name. */
  readonly rows: object[]
  /** How many rows a write touched; undefined for a statement that answers rows. */
  readonly affected: number | undefined
}

/** One connection, or a pool of them, that runs statements and encodes, decodes and names errors as the whole store does. */
export interface Session {
  run(sql: string, parameters: readonly unknown[]): Executed | Promise<Executed>
  /** As `run`, keeping the statement prepared under its own identity. */
  runHot(statement: HotStatement, parameters: readonly unknown[]): Executed | Promise<Executed>
  /** Reads without decoding. */
  cells(sql: string, parameters: readonly unknown[]): Cells | Promise<Cells>
}

/** Kysely's query builder and hot statements over one session. */
export class SessionQueries implements Queries {
  readonly dialect: Dialect
  readonly #session: Session
  #db: Kysely<Schema> | undefined

  constructor(session: Session, dialect: Dialect) {
    this.#session = session
    this.dialect = dialect
  }

  get db(): Kysely<Schema> {
    this.#db ??= kyselyOver(this.#session, this.dialect.name)
    return this.#db
  }

  async all<Row>(statement: HotStatement, parameters: readonly unknown[]): Promise<Row[]> {
    return (await this.#session.runHot(statement, parameters)).rows as Row[]
  }

  async cells(query: Compilable): Promise<Cells> {
    const { sql, parameters } = query.compile()
    return await this.#session.cells(sql, parameters)
  }
}

const SQLITE: KyselyDialect = {
  createDriver: () => new DummyDriver(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
}

const POSTGRES: KyselyDialect = {
  createDriver: () => new DummyDriver(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
}

/**
 * Made from its parts and not by `new Kysely({ dialect })`: one is made per transaction, and Kysely's own driver would
 * take a lock around each statement that our connections do not need.
 */
function kyselyOver(session: Session, name: Dialect['name']): Kysely<Schema> {
  const dialect = name === 'sqlite' ? SQLITE : POSTGRES
  const connection = new SessionConnection(session)
  const provider: ConnectionProvider = { provideConnection: (consumer) => consumer(connection) }
  const adapter = dialect.createAdapter()
  const executor = new DefaultQueryExecutor(dialect.createQueryCompiler(), adapter, provider, [encodeJsonColumns])
  return new Kysely<Schema>({ config: { dialect }, dialect, executor, driver: NO_DRIVER })
}

/** Never asked for a connection: the executor above has its own. */
const NO_DRIVER = new DummyDriver()

class SessionConnection implements DatabaseConnection {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, affected } = await this.#session.run(query.sql, query.parameters)
    return affected === undefined
      ? { rows: rows as Row[] }
      : { rows: rows as Row[], numAffectedRows: BigInt(affected), numChangedRows: BigInt(affected) }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query)
  }
}
